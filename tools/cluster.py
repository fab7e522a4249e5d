"""make test-cluster: every figure on Spark as on DuckDB, in this process and on a cluster of two workers on loopback.

    python tools/cluster.py [pytest arguments]

Needs Java 17 or newer; what Python needs for it is brought by `make test-cluster`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import test as suite

CLASSES = {
    "master": "org.apache.spark.deploy.master.Master",
    "worker": "org.apache.spark.deploy.worker.Worker",
}
PATIENCE = 90.0  # seconds for the workers to be there
DEFAULTS = {
    "spark.sql.shuffle.partitions": "4",  # of a small shop; the default of 200 is for other sizes
    "spark.ui.showConsoleProgress": "false",
    "spark.executor.memory": "1g",
    "spark.driver.memory": "1g",
}


def java() -> str:
    """The path of a Java that Spark runs on. Raises `test.Missing`."""
    found = shutil.which("java")
    told = (
        subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
        if found
        else ""
    )
    version = re.search(r'version "(\d+)', told)
    if not found or not version or int(version[1]) < 17:
        raise suite.Missing("Spark needs Java 17 or newer: `apt-get install openjdk-17-jre-headless`")
    return found


@contextmanager
def spark_process(kind: str, log: Path, *arguments: str) -> Iterator[None]:
    """A part of the cluster; it is gone afterwards."""
    import pyspark

    command = [str(Path(pyspark.__file__).parent / "bin/spark-class"), CLASSES[kind], *arguments]
    environment = os.environ | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
    }
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def cluster(scratch: Path) -> Iterator[str]:
    """The address of a standalone cluster of two workers."""
    port, page = suite.free_port(), suite.free_port()
    address = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        where = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page))
        stack.enter_context(spark_process("master", scratch / "master.log", *where))
        wait_for(page, 0)
        for number in range(2):
            size = ("--cores", "1", "--memory", "1g", "--work-dir", str(scratch / f"work{number}"))
            own = ("--host", "127.0.0.1", "--webui-port", str(suite.free_port()), *size, address)
            stack.enter_context(spark_process("worker", scratch / f"worker{number}.log", *own))
        wait_for(page, 2)
        yield address


def configured(folder: Path) -> Path:
    """A folder of settings for whoever starts a session."""
    folder.mkdir()
    lines = [f"{name} {value}\n" for name, value in DEFAULTS.items()]
    (folder / "spark-defaults.conf").write_text("".join(lines))
    return folder


def wait_for(page: int, workers: int) -> None:
    """Until the master answers and knows so many workers."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
                told = answer.read().decode()
            if (alive := re.search(r'"aliveworkers"\s*:\s*(\d+)', told)) and int(alive[1]) >= workers:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise suite.Missing("the cluster did not come up: see the logs of its parts")


def main() -> int:
    java()
    results: dict[str, bool] = {}
    with tempfile.TemporaryDirectory(prefix="parure-cluster-") as folder:
        scratch = Path(folder)
        (scratch / "house").mkdir()
        environment = suite.house(scratch / "house") | {
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_CONF_DIR": str(configured(scratch / "conf")),
            "PYSPARK_PYTHON": sys.executable,
        }
        with cluster(scratch) as address:
            for title, master in (("Spark in this process", "local[2]"), ("Spark cluster", address)):
                told = environment | {"PARURE_TEST_SPARK": master}
                results[title] = suite.pytest(title, told, "-m", "cluster", "-p", "no:xdist")
    print("\n" + "  ".join(f"{name}: {'ok' if good else 'FAILED'}" for name, good in results.items()))
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except suite.Missing as missing:
        print(missing, file=sys.stderr)
        sys.exit(2)
