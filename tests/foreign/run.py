"""Runs the programs of others against the emulators that PROGRAM serves.

    run.py PROGRAM

Each script gets a copy of a project in a temporary folder, served by `PROGRAM sandbox` on free
ports. Ends with status 1 if a script does.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# A project of the worlds that the scripts expect.
PROJECT = """\
systems:
  crm: { kind: retailcrm, embedded: crm }
  erp: { kind: odata, embedded: erp }
"""
WORLDS = {"crm": ROOT / "tests/data/worlds/crm", "erp": ROOT / "tests/data/onec"}


class Sandbox:
    """The systems of a fresh copy of the worlds."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory()
        project = Path(self.folder.name)
        (project / "obmen.yaml").write_text(PROJECT, encoding="utf-8")
        for name, world in WORLDS.items():
            shutil.copytree(world, project / name)
        # The API's own limit would make the programs wait for seconds.
        account = project / "crm" / "account.json"
        text = account.read_text(encoding="utf-8")
        account.write_text(text.replace('"rate": 0', '"rate": 40'), encoding="utf-8")
        command = [program, "sandbox", "--crm", "127.0.0.1:0", "--erp", "127.0.0.1:0"]
        self.process = subprocess.Popen(
            command, cwd=project, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.systems = {}
        while "erp" not in self.systems:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the sandbox ended")
            found = re.match(r"  (crm|erp): \{ (.*) \}", line)
            if found:
                pairs = re.findall(r'(\w+): (?:"([^"]*)"|([^,"]+))', found[2])
                self.systems[found[1]] = {name: quoted or bare for name, quoted, bare in pairs}

    def __enter__(self):
        return self.systems

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def main(program):
    failed = []
    for script, system, members in [
        ("onec_client.py", "erp", ["address", "user", "password"]),
        ("onec_requests.py", "erp", ["address", "user", "password"]),
        ("retailcrm_client.py", "crm", ["address", "key"]),
        ("retailcrm_wrapper.py", "crm", ["address", "key"]),
    ]:
        print(f"-- {script}", flush=True)
        with Sandbox(program) as systems:
            arguments = [systems[system][name] for name in members]
            done = subprocess.run([sys.executable, HERE / script, *arguments], check=False)
        if done.returncode != 0:
            failed.append(script)
    print("failed: " + ", ".join(failed) if failed else "all programs of others agree")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).resolve())))
