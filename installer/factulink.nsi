; The setup program of factulink: both widths, of which it installs the one that the Access driver here has.
;
; makensis -DVERSION=0.1.0 -DROOT=. -DEXE64=… -DEXE32=… -DSETUP=… -NOCD installer/factulink.nsi
;
; factulink-setup.exe [/S] [/WIDTH=32|64] [/ACCOUNT=name] [/D=folder]
;   /S        asks and shows nothing
;   /WIDTH    installs this width, whatever driver there is
;   /ACCOUNT  the account that the scheduled task runs as, where it is neither SYSTEM nor an administrator's: it may then
;             work in the data folder
; uninstall.exe [/S] [/PURGE]
;   /PURGE    takes configuration, state, logs and backups away too
;
; Exit codes: 0, and of factulink's own 74 (a file could not be written), 75 (factulink is at work), 77 (no rights for the
; data folder), 79 (a wrong switch).

Unicode true
!ifndef STUB
    !define STUB x86-unicode
!endif
Target ${STUB}
ManifestDPIAware true
RequestExecutionLevel admin
SetCompressor /SOLID lzma

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include x64.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\factulink"
!define DRIVER "SOFTWARE\ODBC\ODBCINST.INI\Microsoft Access Driver (*.mdb, *.accdb)"
; By number: the names of groups are translated.
!define ADMINISTRATORS "*S-1-5-32-544"
!define SYSTEM "*S-1-5-18"

Name "factulink"
OutFile "${SETUP}"
ShowInstDetails show
ShowUninstDetails show
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "factulink"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "factulink"
VIAddVersionKey LegalCopyright "MIT OR Apache-2.0"

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Spanish"

LangString at_work ${LANG_ENGLISH} "factulink is at work. Wait until it has ended, or close it, and try again."
LangString at_work ${LANG_SPANISH} "factulink está trabajando. Espere a que termine, o ciérrelo, y vuelva a intentarlo."
LangString no_rights ${LANG_ENGLISH} "The rights of this folder could not be set:"
LangString no_rights ${LANG_SPANISH} "No se han podido establecer los permisos de esta carpeta:"
LangString no_file ${LANG_ENGLISH} "A file could not be written. Is the disk full, or is a file in use?"
LangString no_file ${LANG_SPANISH} "No se ha podido escribir un fichero. ¿Está lleno el disco, o un fichero en uso?"
LangString bad_width ${LANG_ENGLISH} "/WIDTH is 32 or 64, and 64 only on a 64-bit Windows."
LangString bad_width ${LANG_SPANISH} "/WIDTH es 32 o 64, y 64 solo en un Windows de 64 bits."
LangString chosen ${LANG_ENGLISH} "Width of the program in bits:"
LangString chosen ${LANG_SPANISH} "Anchura del programa en bits:"
LangString next ${LANG_ENGLISH} "Next: fill in the configuration, then try: factulink status. Configuration:"
LangString next ${LANG_SPANISH} "Ahora complete la configuración y pruebe: factulink status. Configuración:"
LangString purge ${LANG_ENGLISH} "Also delete configuration, state, logs and backups? Without its state factulink has to look at every order again."
LangString purge ${LANG_SPANISH} "¿Borrar también la configuración, el estado, los registros y las copias? Sin su estado factulink tendrá que volver a mirar todos los pedidos."

Var width
Var data

; Ends with a code, after a message that silence swallows.
!macro End CODE TEXT
    MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
    SetErrorLevel ${CODE}
    Quit
!macroend
!define End "!insertmacro End"

!macro Places
    SetShellVarContext all
    StrCpy $data "$APPDATA\factulink"
    ; The keys of a 64-bit Windows are where its own programs look for them, whichever width this stub has.
    ${If} ${RunningX64}
        SetRegView 64
    ${EndIf}
!macroend

; The width of the Access driver; where there is none, or both, that of Windows.
Function ChooseWidth
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/WIDTH=" $width
    ${IfNot} ${Errors}
        ${If} $width != 32
        ${AndIf} $width != 64
            ${End} 79 "$(bad_width)"
        ${EndIf}
        ${If} $width == 64
        ${AndIfNot} ${RunningX64}
            ${End} 79 "$(bad_width)"
        ${EndIf}
        Return
    ${EndIf}
    StrCpy $width 32
    ${If} ${RunningX64}
        StrCpy $width 64
        ReadRegStr $0 HKLM "${DRIVER}" "Driver"
        SetRegView 32
        ReadRegStr $1 HKLM "${DRIVER}" "Driver"
        SetRegView 64
        ${If} $0 == ""
        ${AndIf} $1 != ""
            StrCpy $width 32
        ${EndIf}
    ${EndIf}
FunctionEnd

Function .onInit
    !insertmacro Places
    ${If} $INSTDIR == ""
        ReadRegStr $INSTDIR HKLM "${KEY}" "InstallLocation"
    ${EndIf}
    ${If} $INSTDIR == ""
        StrCpy $INSTDIR "$PROGRAMFILES\factulink"
        ${If} ${RunningX64}
            StrCpy $INSTDIR "$PROGRAMFILES64\factulink"
        ${EndIf}
    ${EndIf}
    Call ChooseWidth
FunctionEnd

; A program that runs can be neither replaced nor removed.
!macro RemoveProgram UN
Function ${UN}RemoveProgram
    again:
    ClearErrors
    Delete "$INSTDIR\factulink.exe"
    ${If} ${Errors}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(at_work)" /SD IDCANCEL IDRETRY again
        SetErrorLevel 75
        Quit
    ${EndIf}
FunctionEnd
!macroend
!insertmacro RemoveProgram ""
!insertmacro RemoveProgram "un."

; State and logs name customers: they are for administrators, the system and the task's account alone.
Function ProtectData
    CreateDirectory "$data"
    StrCpy $1 'icacls.exe "$data" /inheritance:r /grant "${ADMINISTRATORS}:(OI)(CI)F" /grant "${SYSTEM}:(OI)(CI)F"'
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/ACCOUNT=" $2
    ${IfNot} ${Errors}
        StrCpy $1 '$1 /grant "$2:(OI)(CI)M"'
    ${EndIf}
    nsExec::ExecToLog '"$SYSDIR\$1'
    Pop $0
    ${If} $0 != 0
        ${End} 77 "$(no_rights) $data ($0)"
    ${EndIf}
FunctionEnd

Section
    DetailPrint "$(chosen) $width"
    Call RemoveProgram
    Call ProtectData
    ClearErrors
    SetOutPath "$INSTDIR"
    ${If} $width == 64
        File /oname=factulink.exe "${EXE64}"
    ${Else}
        File /oname=factulink.exe "${EXE32}"
    ${EndIf}
    WriteUninstaller "$INSTDIR\uninstall.exe"
    SetOutPath "$INSTDIR\scheduler-tasks"
    File "${ROOT}/scheduler-tasks/*.xml"
    SetOutPath "$data"
    ${If} $LANGUAGE == ${LANG_SPANISH}
        File /oname=factulink.example.toml "${ROOT}/src/cli/templates/factulink.es.toml"
    ${Else}
        File /oname=factulink.example.toml "${ROOT}/src/cli/templates/factulink.en.toml"
    ${EndIf}
    ; The configuration of an earlier installation stays as it is.
    ${IfNot} ${FileExists} "$data\factulink.toml"
        CopyFiles /SILENT "$data\factulink.example.toml" "$data\factulink.toml"
    ${EndIf}
    ${If} ${Errors}
        ${End} 74 "$(no_file)"
    ${EndIf}

    WriteRegStr HKLM "${KEY}" "DisplayName" "factulink"
    WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\factulink.exe"
    WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKLM "${KEY}" "NoModify" 1
    WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKLM "${KEY}" "EstimatedSize" $0
    DetailPrint "$(next) $data\factulink.toml"
SectionEnd

Function un.onInit
    !insertmacro Places
FunctionEnd

Section Uninstall
    ; A task without its program would fail every five minutes. Where there is none, there is nothing to say.
    nsExec::ExecToLog '"$INSTDIR\factulink.exe" task remove --quiet'
    Pop $0
    Call un.RemoveProgram
    Delete "$INSTDIR\scheduler-tasks\*.xml"
    RMDir "$INSTDIR\scheduler-tasks"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    DeleteRegKey HKLM "${KEY}"
    Delete "$data\factulink.example.toml"

    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/PURGE" $1
    ${If} ${Errors}
        MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(purge)" /SD IDNO IDNO keep
    ${EndIf}
    RMDir /r "$data"
    keep:
    RMDir "$data"
SectionEnd
