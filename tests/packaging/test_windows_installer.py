"""The Windows installer: its source in every detail, and the installer itself where the tool that builds it is here."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import uuid
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

WIX = "{http://schemas.microsoft.com/wix/2006/wi}"


@pytest.fixture(scope="module")
def installer(project: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("windows_installer", project / "packaging" / "windows_installer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a folder like the one that the recipe makes, with names that are not only letters."""
    folder = tmp_path / "dist" / "beamside"
    for name in ("beamside.exe", "beamside-window.exe", "_internal/a.dll", "_internal/resources/größe mit leer.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def source(installer: ModuleType, bundle: Path, scope: str) -> ET.Element:
    """Return the source as it is read back from its text."""
    written = ET.tostring(installer.wix_source(bundle, "1.2.3", scope, bundle.parent), encoding="utf-8")
    return ET.fromstring(written)


@pytest.mark.parametrize("scope", ["machine", "user"])
def test_that_every_file_of_the_bundle_is_installed_once(installer: ModuleType, bundle: Path, scope: str) -> None:
    root = source(installer, bundle, scope)
    named = [file.get("Source") for file in root.iter(f"{WIX}File")]
    wanted = sorted(str(path.relative_to(bundle.parent)) for path in bundle.rglob("*") if path.is_file())
    assert sorted(str(name) for name in named) == wanted
    components = {component.get("Id") for component in root.iter(f"{WIX}Component")}
    assert {reference.get("Id") for reference in root.iter(f"{WIX}ComponentRef")} == components


@pytest.mark.parametrize("scope", ["machine", "user"])
def test_that_a_component_keeps_its_name_from_build_to_build(installer: ModuleType, bundle: Path, scope: str) -> None:
    before = [component.get("Guid") for component in source(installer, bundle, scope).iter(f"{WIX}Component")]
    (bundle / "_internal" / "new").mkdir()
    (bundle / "_internal" / "new" / "b.dll").write_text("new", encoding="utf-8")
    after = [component.get("Guid") for component in source(installer, bundle, scope).iter(f"{WIX}Component")]
    assert set(before) < set(after)
    assert len(set(after)) == len(after)


@pytest.mark.parametrize(
    ("scope", "place", "hive"), [("machine", "ProgramFiles64Folder", "HKLM"), ("user", "LocalAppDataFolder", "HKCU")]
)
def test_that_one_user_needs_no_administrator(
    installer: ModuleType, bundle: Path, scope: str, place: str, hive: str
) -> None:
    root = source(installer, bundle, scope)
    package = root.find(f"{WIX}Product/{WIX}Package")
    assert package is not None
    assert package.get("InstallScope") == ("perMachine" if scope == "machine" else "perUser")
    assert place in {folder.get("Id") for folder in root.iter(f"{WIX}Directory")}
    registered = next(one for one in root.iter(f"{WIX}Component") if one.get("Id") == "Registration")
    assert {value.get("Root") for value in registered.iter(f"{WIX}RegistryValue")} == {hive}
    if scope == "user":
        assert {value.get("Root") for value in root.iter(f"{WIX}RegistryValue")} == {"HKCU"}


def test_that_the_ending_opens_the_program_with_the_file(installer: ModuleType, bundle: Path) -> None:
    values = {
        value.get("Key"): value.get("Value") for value in source(installer, bundle, "user").iter(f"{WIX}RegistryValue")
    }
    assert values["Software\\Classes\\.beamside"] == "Beamside.Case"
    assert (
        values["Software\\Classes\\Beamside.Case\\shell\\open\\command"] == '"[INSTALLDIR]beamside-window.exe" gui "%1"'
    )


@pytest.mark.parametrize("scope", ["machine", "user"])
def test_that_no_name_and_no_code_stands_twice(installer: ModuleType, bundle: Path, scope: str) -> None:
    root = source(installer, bundle, scope)
    for kind in ("Component", "File", "Directory", "RemoveFolder", "Shortcut"):
        names = [one.get("Id") for one in root.iter(f"{WIX}{kind}")]
        assert len(set(names)) == len(names), kind
    codes = [str(one.get("Guid")) for one in root.iter(f"{WIX}Component")]
    codes.append(str(root.find(f"{WIX}Product").get("UpgradeCode")))  # type: ignore[union-attr]
    assert len(set(codes)) == len(codes)
    assert all(str(uuid.UUID(code)).upper() == code for code in codes)


def test_that_the_two_installers_share_no_component(installer: ModuleType, bundle: Path) -> None:
    def codes(scope: str) -> set[str | None]:
        return {one.get("Guid") for one in source(installer, bundle, scope).iter(f"{WIX}Component")}

    assert not codes("machine") & codes("user")


@pytest.mark.parametrize("scope", ["machine", "user"])
def test_that_every_component_is_known_by_one_thing(installer: ModuleType, bundle: Path, scope: str) -> None:
    for component in source(installer, bundle, scope).iter(f"{WIX}Component"):
        assert len([part for part in component if part.get("KeyPath") == "yes"]) == 1


@pytest.mark.parametrize("scope", ["machine", "user"])
def test_that_the_rules_of_windows_for_menus_and_users_are_kept(
    installer: ModuleType, bundle: Path, scope: str
) -> None:
    # Validation ends the build on Windows where these are broken: ICE43, ICE57, ICE38 and ICE64 of the installer.
    root = source(installer, bundle, scope)
    for component in root.iter(f"{WIX}Component"):
        key = next(part for part in component if part.get("KeyPath") == "yes")
        in_the_menu = component.find(f"{WIX}Shortcut") is not None
        of_a_user = scope == "user" and component.find(f"{WIX}File") is not None
        if in_the_menu or of_a_user:
            assert (key.tag, key.get("Root")) == (f"{WIX}RegistryValue", "HKCU")
        if in_the_menu:
            assert component.find(f"{WIX}File") is None
            assert {one.get("Root") for one in component.iter(f"{WIX}RegistryValue")} == {"HKCU"}
    if scope == "user":
        parents = {child: parent for parent in root.iter() for child in parent}
        removed = {parents[parents[one]].get("Id") for one in root.iter(f"{WIX}RemoveFolder")}
        systems = {"TARGETDIR", "LocalAppDataFolder", "ProgramMenuFolder"}
        assert removed == {one.get("Id") for one in root.iter(f"{WIX}Directory")} - systems


@pytest.mark.parametrize("scope", ["machine", "user"])
def test_that_nothing_asks_anybody_so_that_it_installs_in_silence(
    installer: ModuleType, bundle: Path, scope: str
) -> None:
    kinds = {one.tag.removeprefix(WIX) for one in source(installer, bundle, scope).iter()}
    assert not kinds & {"UI", "UIRef", "Dialog", "CustomAction", "ScheduleReboot", "ForceReboot", "Condition"}


def test_that_the_codes_of_upgrades_never_change(installer: ModuleType) -> None:
    assert installer.UPGRADE_CODES == {
        "machine": "5D0C7E5E-8C0A-4C0B-9E2C-6F6B2B1B7A11",
        "user": "B7B4A0C2-54B6-4C39-8C5A-2C1F0D9E3F22",
    }


def test_that_a_folder_without_the_program_is_refused(
    installer: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installer.main([str(tmp_path), str(tmp_path / "out.wxs")]) == 2
    assert "beamside.exe" in capsys.readouterr().err
    assert not (tmp_path / "out.wxs").exists()


@pytest.mark.skipif(shutil.which("wixl") is None, reason="wixl (Debian's package of that name) is not on this machine")
@pytest.mark.parametrize("scope", ["machine", "user"])
def test_that_the_built_installer_holds_these_tables(installer: ModuleType, bundle: Path, scope: str) -> None:
    written = bundle.parent / f"{scope}.wxs"
    assert installer.main([str(bundle), str(written), "--for", scope]) == 0
    built = written.with_suffix(".msi")
    run = ["wixl", "-a", "x64", "-o", str(built), written.name]
    told = subprocess.run(run, cwd=written.parent, check=True, capture_output=True, text=True)
    # What wixl does not know it warns of and leaves out.
    assert told.stderr == ""

    def table(name: str) -> str:
        return subprocess.run(
            ["msiinfo", "export", str(built), name], check=True, capture_output=True, text=True
        ).stdout

    assert installer.UPGRADE_CODES[scope] in table("Upgrade")
    assert "NOT WIX_DOWNGRADE_DETECTED" in table("LaunchCondition")
    assert "Beamside.Case" in table("Registry")
    assert ("ALLUSERS\t1" in table("Property")) is (scope == "machine")
    if scope == "user":
        # Below three lines of names and kinds the fourth column names the folder that goes.
        assert "UserPrograms" in {row.split("\t")[3] for row in table("RemoveFile").splitlines()[3:]}
        # Three lines of names and kinds come first; 1 is the user's own part of the registry.
        assert {row.split("\t")[1] for row in table("Registry").splitlines()[3:]} == {"1"}
    assert table("Shortcut").count("StartMenuEntry") == 1
    assert all(name in table("File") for name in ("beamside.exe", "a.dll", "größe mit leer.toml"))
