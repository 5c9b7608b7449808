@echo off
rem Installs Beamside from this folder for the user who runs it: no network, no administrator.
rem Usage: install.cmd [--into FOLDER]
setlocal
for /f "usebackq delims=" %%v in ("%~dp0pythons.txt") do (
    py -%%v -c "" >nul 2>nul && (
        py -%%v "%~dp0scripts\install_house.py" %*
        exit /b
    )
)
python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && (
    python "%~dp0scripts\install_house.py" %*
    exit /b
)
echo Beamside needs 64-bit Python 3.11, 3.12 or 3.13 and none was found: install one for this user and try again. 1>&2
exit /b 2
