"""Writes what the Windows installer is made from: a WiX source for the folder that the bundle recipe has made.

    python packaging/windows_installer.py dist/beamside beamside-machine.wxs --for machine
    python packaging/windows_installer.py dist/beamside beamside-user.wxs --for user

The source is built into an MSI with WiX 3 on Windows (`candle`, `light`) or with `wixl` of msitools on Linux, and
signed afterwards; docs/packaging.md has the lines. One installer is for a whole machine and needs its administrator,
the other for one user and needs nobody. Both install in silence (`msiexec /i … /qn`), replace an older version of
their own kind, refuse to go back to one, register the ending .beamside, and leave cases and settings alone when they
are removed.
"""

from __future__ import annotations

import argparse
import os
import sys
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

Scope = Literal["machine", "user"]

PROJECT = Path(__file__).resolve().parent.parent
NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
#: never to be changed: by these Windows knows an older version of the same program
UPGRADE_CODES: dict[Scope, str] = {
    "machine": "5D0C7E5E-8C0A-4C0B-9E2C-6F6B2B1B7A11",
    "user": "B7B4A0C2-54B6-4C39-8C5A-2C1F0D9E3F22",
}
#: names of components follow from their places, so that an upgrade knows each file again
_COMPONENTS = uuid.UUID("0b5ad6d2-5f0e-4a40-9c55-2f4f1ad0c1d7")
ENDING = ".beamside"
DOCUMENT = "Beamside.Case"
PROGRAM = "beamside.exe"
#: opens no black window beside ours
WINDOW = "beamside-window.exe"
_PUBLISHER = "Beamside"


class BundleError(Exception):
    """The folder is not a bundle that can be installed; the sentence says why."""


def wix_source(bundle: Path, version: str, scope: Scope, written_in: Path) -> ET.Element:
    """Return the WiX source of one installer.

    Parameters
    ----------
    bundle : the folder that the bundle recipe has made for Windows.
    version : of the program, three numbers.
    scope : for the machine or for one user.
    written_in : the folder of the source, from which files are named: wixl takes no other names.

    Raises
    ------
    BundleError : the folder holds no program, or nothing.
    """
    for name in (PROGRAM, WINDOW):
        if not (bundle / name).is_file():
            raise BundleError(f"{bundle}: there is no {name} in this folder; make the bundle on Windows first.")
    root = ET.Element("Wix", xmlns=NAMESPACE)
    product = ET.SubElement(
        root,
        "Product",
        Id="*",
        Name="Beamside",
        Language="1033",
        Version=version,
        Manufacturer=_PUBLISHER,
        UpgradeCode=UPGRADE_CODES[scope],
    )
    ET.SubElement(
        product,
        "Package",
        InstallerVersion="500",
        Compressed="yes",
        InstallScope="perMachine" if scope == "machine" else "perUser",
        Description="Offline decision aid for tumour boards",
    )
    ET.SubElement(product, "MajorUpgrade", DowngradeErrorMessage="A newer version of Beamside is installed already.")
    ET.SubElement(product, "MediaTemplate", EmbedCab="yes")
    ET.SubElement(
        product,
        "Icon",
        Id="beamside.ico",
        SourceFile=_from(written_in, PROJECT / "packaging" / "icons" / "beamside.ico"),
    )
    ET.SubElement(product, "Property", Id="ARPPRODUCTICON", Value="beamside.ico")
    ET.SubElement(product, "Property", Id="ARPNOMODIFY", Value="1")
    names = _folders(product, bundle, scope, written_in)
    feature = ET.SubElement(product, "Feature", Id="Program", Title="Beamside", Level="1")
    for name in names:
        ET.SubElement(feature, "ComponentRef", Id=name)
    return root


def _folders(product: ET.Element, bundle: Path, scope: Scope, written_in: Path) -> list[str]:
    target = ET.SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    if scope == "machine":
        above = ET.SubElement(target, "Directory", Id="ProgramFiles64Folder")
    else:
        local = ET.SubElement(target, "Directory", Id="LocalAppDataFolder")
        above = ET.SubElement(local, "Directory", Id="UserPrograms", Name="Programs")
    place = ET.SubElement(above, "Directory", Id="INSTALLDIR", Name="Beamside")
    names = [_ending(place, scope)]
    if scope == "machine":
        names += _files(place, bundle, Path(), scope, written_in)
    else:
        names.append(_programs_of_a_user(above))
        names += _folders_of_a_user(place, bundle, Path(), written_in)
    names.append(_menu(ET.SubElement(target, "Directory", Id="ProgramMenuFolder"), scope))
    return names


def _ending(place: ET.Element, scope: Scope) -> str:
    """The ending, in a component that is known by a value of the registry."""
    name = "Registration"
    component = ET.SubElement(place, "Component", Id=name, Guid=_guid("registration", scope), Win64="yes")
    hive = "HKLM" if scope == "machine" else "HKCU"
    classes = "Software\\Classes"
    values = (
        (f"{classes}\\{ENDING}", DOCUMENT, False),
        (f"{classes}\\{DOCUMENT}", "Beamside case", False),
        (f"{classes}\\{DOCUMENT}\\DefaultIcon", f"[INSTALLDIR]{WINDOW},0", False),
        (f"{classes}\\{DOCUMENT}\\shell\\open\\command", f'"[INSTALLDIR]{WINDOW}" gui "%1"', False),
        ("Software\\Beamside", "[INSTALLDIR]", True),
    )
    for key, value, is_known_by in values:
        entry = ET.SubElement(component, "RegistryValue", Root=hive, Key=key, Type="string", Value=value)
        if is_known_by:
            entry.set("KeyPath", "yes")
    return name


def _menu(menu: ET.Element, scope: Scope) -> str:
    """The entry of the start menu; Windows wants it known by a value of the user's own, for a whole machine too."""
    name = "StartMenuEntry"
    component = ET.SubElement(menu, "Component", Id=name, Guid=_guid("start menu", scope), Win64="yes")
    _known_by(component, "StartMenu")
    ET.SubElement(
        component,
        "Shortcut",
        Id="StartMenu",
        Name="Beamside",
        Target=f"[INSTALLDIR]{WINDOW}",
        Icon="beamside.ico",
        Description="Offline decision aid for tumour boards",
    )
    return name


def _files(parent: ET.Element, folder: Path, inside: Path, scope: Scope, written_in: Path) -> Iterator[str]:
    """Put every file into a component of its own, folder by folder, in the order of their names."""
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        place = inside / path.name
        short = uuid.uuid5(_COMPONENTS, place.as_posix()).hex
        if path.is_dir():
            below = ET.SubElement(parent, "Directory", Id=f"d{short}", Name=path.name)
            yield from _files(below, path, place, scope, written_in)
        else:
            guid = _guid(place.as_posix(), scope)
            component = ET.SubElement(parent, "Component", Id=f"c{short}", Guid=guid, Win64="yes")
            ET.SubElement(component, "File", Id=f"f{short}", Source=_from(written_in, path), KeyPath="yes")
            yield f"c{short}"


def _folders_of_a_user(parent: ET.Element, folder: Path, inside: Path, written_in: Path) -> Iterator[str]:
    """Put the files of each folder into one component.

    In a user's own place Windows wants every component known by a value of the registry, and every folder named that
    goes with the program; a value for each of thousands of files would fill the registry.
    """
    short = uuid.uuid5(_COMPONENTS, f"folder:{inside.as_posix()}").hex
    component = ET.SubElement(
        parent, "Component", Id=f"c{short}", Guid=_guid(f"folder:{inside.as_posix()}", "user"), Win64="yes"
    )
    _known_by(component, short)
    ET.SubElement(component, "RemoveFolder", Id=f"r{short}", On="uninstall")
    yield f"c{short}"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        place = inside / path.name
        name = uuid.uuid5(_COMPONENTS, place.as_posix()).hex
        if path.is_dir():
            below = ET.SubElement(parent, "Directory", Id=f"d{name}", Name=path.name)
            yield from _folders_of_a_user(below, path, place, written_in)
        else:
            ET.SubElement(component, "File", Id=f"f{name}", Source=_from(written_in, path))


def _programs_of_a_user(above: ET.Element) -> str:
    """The folder above ours goes too where it is empty; wixl removes only the folder that a part stands in."""
    name = "UserProgramsFolder"
    component = ET.SubElement(above, "Component", Id=name, Guid=_guid("user programs", "user"), Win64="yes")
    _known_by(component, name)
    ET.SubElement(component, "RemoveFolder", Id="rUserPrograms", On="uninstall")
    return name


def _known_by(component: ET.Element, name: str) -> None:
    """Let a component be known by a value of the user's own part of the registry."""
    ET.SubElement(
        component,
        "RegistryValue",
        Root="HKCU",
        Key="Software\\Beamside\\Parts",
        Name=name,
        Type="integer",
        Value="1",
        KeyPath="yes",
    )


def _from(folder: Path, path: Path) -> str:
    return os.path.relpath(path.resolve(), folder.resolve())


def _guid(place: str, scope: Scope) -> str:
    return str(uuid.uuid5(_COMPONENTS, f"{scope}:{place}")).upper()


def main(arguments: list[str] | None = None) -> int:
    """Write the source; 2 where the folder is no bundle."""
    sys.path.insert(0, str(PROJECT))
    from engine import VERSION

    parser = argparse.ArgumentParser(description="Write the WiX source of the Windows installer.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--for", dest="scope", choices=("machine", "user"), default="machine")
    asked = parser.parse_args(arguments)
    try:
        source = wix_source(asked.bundle, VERSION, asked.scope, asked.output.parent)
    except BundleError as error:
        print(error, file=sys.stderr)
        return 2
    ET.indent(source)
    asked.output.write_bytes(ET.tostring(source, encoding="utf-8", xml_declaration=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
