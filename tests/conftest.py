"""What all tests share: an environment of their own, no network, a tiny corpus, an index of seeds/."""

import gc
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent
# However pytest is started, the product is imported from here.
sys.path.insert(0, str(ROOT))

os.environ["HF_HUB_OFFLINE"] = "1"

# How long an example takes says how busy the machine is. The same ones are drawn each time, so that a run that passed
# passes again; with all tests (setup_env.py test-all) new ones are.
hypothesis_settings.register_profile(
    "ours",
    deadline=None,
    derandomize=not os.environ.get("WENJU_DRAW"),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("ours")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is collected stays until the end: it is never looked through for what could go."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


WRAPPED = """城市公园改造工程完工

本报讯（记者 王小明）3月5日，记者从

市住建局获悉，城东公园改造工程已经全

部完工。工程总投资3200万元，新增绿地

12公顷，建成健身步道5.6公里。

市住建局局长李建国表示，公园将于4月1

日起向市民免费开放，每天开放时间为早

上6时至晚上10时。
"""

CLEAN = """# 关于做好2021年春耕备耕工作的通知

各县（市、区）人民政府：

为做好春耕备耕工作，现就有关事项通知如下。

一、落实种植面积。全市早稻种植面积不少于45万亩，比上年增加2万亩。

二、保障农资供应。市供销社要储备化肥6万吨、种子3000吨，确保供应不断档、价格不上涨。

三、加强技术指导。组织农技人员1200人次下乡，帮助农户解决播种、育秧中的难题。
"""

SPEECH = """在全市科技创新大会上的讲话

市委书记 赵大伟

同志们：

去年全市研发投入占比达到2.9%，新认定高新技术企业186家。今年的目标是研发投入占比超过3.1%，高新技术企业突破1500家。

一要抓平台。加快建设北湖实验室，年内引进院士团队两个。

二要抓人才。实施“归雁计划”，吸引青年人才三万名。
"""


@pytest.fixture(autouse=True, scope="session")
def nobodys_data(tmp_path_factory):
    """What whoever runs the tests keeps in data/ reaches none of them: by default another, empty folder is it."""
    from rag.settings import Settings

    home = tmp_path_factory.mktemp("nobody")
    ours = Settings().data
    with pytest.MonkeyPatch.context() as patch:
        defaults = tuple(home / "data" if value == ours else value for value in Settings.__init__.__defaults__)
        patch.setattr(Settings.__init__, "__defaults__", defaults)
        yield home


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, nobodys_data):
    """No setting of whoever runs the tests reaches them, nor the processes that they start."""
    for name in [name for name in os.environ if name.startswith(("RAG_", "WENJU_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RAG_DATA", str(nobodys_data / "data"))


def is_near(address):
    """Whether an address is of this machine: a local socket, or a loopback address."""
    return not isinstance(address, tuple) or str(address[0]) in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "")


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Nothing in a test speaks to another machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self, address):
        if not is_near(address):
            raise PermissionError(f"a test connects to {address}")
        return connect(self, address)

    def guarded_look_up(host, *args, **kwargs):
        if host is not None and not is_near((host if isinstance(host, str) else host.decode(),)):
            raise PermissionError(f"a test looks up {host}")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def write_tiny(home):
    """Write a folder of three documents: a wrapped page in GB18030, a clean circular, a speech in a subfolder."""
    folder = home / "资料 😀"
    (folder / "讲话").mkdir(parents=True)
    (folder / "公园.txt").write_bytes(WRAPPED.encode("gb18030"))
    (folder / "春耕.md").write_text(CLEAN, encoding="utf-8")
    (folder / "讲话" / "创新.txt").write_text(SPEECH, encoding="utf-8")
    return folder


@pytest.fixture
def tiny_docs(tmp_path):
    """The folder that ``write_tiny`` writes, to do with as one likes."""
    return write_tiny(tmp_path)


@pytest.fixture(scope="session")
def tiny_settings(tmp_path_factory):
    """Settings whose index is one of the tiny documents, built once for all tests. Not to be written to."""
    from rag.build import build
    from rag.settings import Settings

    home = tmp_path_factory.mktemp("tiny")
    docs = write_tiny(home)
    settings = replace(Settings(), docs=docs, index=home / "索引", data=home / "data", generator="built-in")
    build(settings)
    return settings


@pytest.fixture(scope="session")
def seed_settings(tmp_path_factory):
    """Settings whose index is one of seeds/, built once for all tests; data/ is empty. Not to be written to."""
    from rag.build import build
    from rag.settings import Settings

    home = tmp_path_factory.mktemp("seeds")
    settings = replace(Settings(), index=home / "index", data=home / "data", generator="built-in")
    build(settings)
    return settings
