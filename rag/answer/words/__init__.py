"""Words of ours: notices, refusals, English readings, questions to ask next."""
