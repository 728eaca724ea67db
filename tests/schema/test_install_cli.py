"""The Supabase CLI is installed once, and where it cannot be, a person is told why."""

from pathlib import Path

import pytest

from tests.schema import install_cli


def test_an_installed_cli_needs_neither_npm_nor_the_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(install_cli, "CLI", tmp_path / "supabase")
    install_cli.CLI.touch()
    monkeypatch.setenv("PATH", "")
    assert install_cli.install() == tmp_path / "supabase"


def test_a_missing_npm_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(install_cli, "TOOLS", tmp_path)
    monkeypatch.setattr(install_cli, "CLI", tmp_path / "supabase-cli" / "supabase")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(install_cli.NotInstallable, match="npm is not installed"):
        install_cli.install()
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_platform_is_named_beside_the_known_ones() -> None:
    with pytest.raises(install_cli.NotInstallable, match=r"for Plan9 riscv64.*Linux x86_64"):
        install_cli.package_for("Plan9", "riscv64")


@pytest.mark.parametrize(
    ("system", "machine", "package"),
    [
        ("Linux", "x86_64", "@supabase/cli-linux-x64"),
        ("Linux", "aarch64", "@supabase/cli-linux-arm64"),
        ("Darwin", "x86_64", "@supabase/cli-darwin-x64"),
        ("Darwin", "arm64", "@supabase/cli-darwin-arm64"),
    ],
)
def test_each_known_platform_has_a_package(system: str, machine: str, package: str) -> None:
    assert install_cli.package_for(system, machine) == package


def test_a_package_that_is_another_than_the_known_one_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "forged.tgz"
    archive.write_bytes(b"forged")
    with pytest.raises(install_cli.NotInstallable, match="not the one that this project knows"):
        install_cli.check(archive, "sha512-A" * 88)


def test_a_package_that_is_the_known_one_is_taken(tmp_path: Path) -> None:
    archive = tmp_path / "empty.tgz"
    archive.write_bytes(b"")
    install_cli.check(
        archive,
        # pragma: allowlist nextline secret
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    )
