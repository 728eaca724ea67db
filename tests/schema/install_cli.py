"""Installs the Supabase CLI below `.tools`, once: `python tests/schema/install_cli.py`.

Only the package that holds this platform's binary, since not every registry mirror has all of them.
"""

import base64
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "3.1.0"
TOOLS = Path(__file__).resolve().parents[2] / ".tools"
CLI = TOOLS / f"supabase-cli-{VERSION}" / "supabase"

_PACKAGES = {
    ("Linux", "x86_64"): "@supabase/cli-linux-x64",
    ("Linux", "aarch64"): "@supabase/cli-linux-arm64",
    ("Darwin", "x86_64"): "@supabase/cli-darwin-x64",
    ("Darwin", "arm64"): "@supabase/cli-darwin-arm64",
}
# As npm writes it. npm itself compares the others with what the registry says of them.
_INTEGRITY = {
    "@supabase/cli-linux-x64": (
        # pragma: allowlist nextline secret
        "sha512-67aBVJQ5psQZ5ezM/uby+xjKlF2Er1GLH9EtQWpUkuOpR3uI7fQjQt9fXTfV6/oqLJA3I+X8O5Fhz/pa8lAiqg=="
    ),
}


class NotInstallable(Exception):
    """Something a person can put right; the message says what."""


def install() -> Path:
    """Install the CLI where it is missing, and give the path of its binary.

    Raises:
        NotInstallable: where there is none for this platform, or npm cannot get it.
    """
    if CLI.exists():
        return CLI
    package = package_for(platform.system(), platform.machine())
    TOOLS.mkdir(exist_ok=True)
    # Moved into place as a whole: a binary that was cut short is never taken for an installed one.
    with tempfile.TemporaryDirectory(prefix="supabase-cli-", dir=TOOLS) as draft:
        archive = _download(f"{package}@{VERSION}", Path(draft))
        check(archive, _INTEGRITY.get(package))
        unpacked = Path(draft, "unpacked")
        _unpack_binary(archive, unpacked)
        if not CLI.exists():
            unpacked.rename(CLI.parent)
    return CLI


def package_for(system: str, machine: str) -> str:
    """Name the npm package with the binary for a platform, in the words of `platform`.

    Raises:
        NotInstallable: there is none.
    """
    try:
        return _PACKAGES[system, machine]
    except KeyError:
        known = ", ".join(" ".join(pair) for pair in _PACKAGES)
        raise NotInstallable(
            f"no Supabase CLI for {system} {machine}; there is one for {known}"
        ) from None


def _download(package: str, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise NotInstallable("npm is not installed (it comes with Node 20 or newer)")
    command: list[str | Path] = [
        npm,
        "pack",
        package,
        "--pack-destination",
        folder,
        "--ignore-scripts",
    ]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if outcome.returncode != 0:
        raise NotInstallable(f"npm could not get {package}:\n{outcome.stderr}")
    return next(folder.glob("*.tgz"))


def check(archive: Path, integrity: str | None) -> None:
    """Compare a package with what npm calls its integrity; nothing where that is not known.

    Raises:
        NotInstallable: it is another package.
    """
    if integrity is None:
        return
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    if f"sha512-{base64.b64encode(digest).decode()}" != integrity:
        raise NotInstallable("the package that npm got is not the one that this project knows")


def _unpack_binary(archive: Path, folder: Path) -> None:
    folder.mkdir()
    with tarfile.open(archive) as members:
        packed = members.extractfile("package/bin/supabase")
        if packed is None:
            raise NotInstallable(f"{archive.name} holds no binary")
        with packed, (folder / CLI.name).open("wb") as binary:
            shutil.copyfileobj(packed, binary)
    (folder / CLI.name).chmod(0o755)


if __name__ == "__main__":
    try:
        install()
    except NotInstallable as error:
        sys.exit(f"install_cli: {error}")
