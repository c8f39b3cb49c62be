"""Scripts that tests of faults run in processes of their own are no modules to look for examples in."""

collect_ignore = ["disks.py", "hostile.py", "random_kills.py", "rivals.py", "talk_writer.py", "traced.py"]
