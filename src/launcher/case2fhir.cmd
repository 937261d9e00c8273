@echo off
rem Starts case2fhir with the Java it finds, and fast, as the program for sh beside this one does.
rem
rem JAVA_HOME      which Java (17 or newer) to use; otherwise the runtime beside this program, or java on the PATH
rem JAVA_OPTS      further options for Java, such as -Xmx4g, or -XX:-UseSerialGC -XX:+UseG1GC for a run of many jobs
rem                where memory does not matter
rem
rem Paths may have blanks, ampersands and parentheses in them: wherever one is written out it is in
rem quotes of its own, and no lines are grouped by parentheses.
setlocal EnableExtensions DisableDelayedExpansion

for %%d in ("%~dp0..") do set "app=%%~fd"
set "jar=%app%\lib\case2fhir.jar"
if not exist "%jar%" for %%d in ("%app%\..") do set "jar=%%~fd\case2fhir.jar"
if not exist "%jar%" goto noJar

if defined JAVA_HOME goto javaHome
set "java=%app%\runtime\bin\java.exe"
if exist "%java%" goto javaFound
set "java="
for %%j in (java.exe) do set "java=%%~$PATH:j"
if not defined java goto noJava
goto javaFound
:javaHome
set "java=%JAVA_HOME:"=%\bin\java.exe"
if not exist "%java%" goto wrongHome

rem The file release beside bin tells which Java this is without starting it.
:javaFound
for %%j in ("%java%") do set "release=%%~dpj..\release"
set "full="
if exist "%release%" for /f "usebackq tokens=1,2 delims==" %%a in ("%release%") do if "%%a"=="JAVA_VERSION" set full=%%b
if not defined full for /f "tokens=2,3" %%a in ('^""%java%" -version 2^>^&1^"') do if "%%a"=="version" set full=%%b
set "version=unknown"
if not defined full goto tooOld
set full=%full:"=%
for /f "delims=.-+" %%m in ("%full%") do set "version=%%m"
if %version% LSS 17 goto tooOld

rem Servers and training are better off with Java's own choices.
set "command=%~1"
for %%c in (server serve review train evaluate) do if "%command%"=="%%c" goto plain
set "compile=-XX:TieredStopAtLevel=1"
rem An option that changes nothing, so that there is always one to pass.
set "directives=-Xshare:auto"
:nextArgument
if "%~1"=="" goto allArguments
if exist "%~1\" goto folder
rem A run over many inputs is worth both compilers.
for %%x in (.ndjson .jsonl .zip .tar .tgz) do if /i "%~x1"=="%%x" if exist "%~1" goto many
for %%n in ("%~n1") do if /i "%%~xn%~x1"==".tar.gz" if exist "%~1" goto many
rem Prose is read by arithmetic, which is worth the second compiler; nothing else of a one-off command is,
rem nor is a text so long that it is read without that arithmetic. Of markup a fifth may be text; what is packed may
rem be of any length.
set "size="
set "most=20000000"
for %%x in (.txt .md .html .htm .xml .nxml) do if /i "%~x1"=="%%x" set "size=2500"
for %%x in (.pdf .docx) do if /i "%~x1"=="%%x" set "size=0"
set "length=%~z1"
for %%x in (.txt .md) do if /i "%~x1"=="%%x" set "most=120000"
for %%x in (.html .htm .xml .nxml) do if /i "%~x1"=="%%x" set "most=600000"
if not defined size goto argumentDone
if not defined length goto argumentDone
if not %length% GTR %size% goto argumentDone
if %length% GTR %most% goto argumentDone
if not exist "%app%\lib\compiler-directives.json" goto argumentDone
rem Java says how many directives it has read; that is no output of ours.
set "compile=-XX:+UnlockDiagnosticVMOptions -XX:-DisplayVMOutput"
set "directives=-XX:CompilerDirectivesFile=%app%\lib\compiler-directives.json"
goto argumentDone
:folder
set "files=0"
for /f %%n in ('dir /a-d /b /s "%~1" 2^>nul ^| "%SystemRoot%\System32\find.exe" /c /v ""') do set "files=%%n"
if %files% GEQ 32 goto many
:argumentDone
shift
goto nextArgument

rem Young objects get a room of one size: otherwise the heap grows by garbage, up to twice what is needed.
:allArguments
set "oneOff=%compile% -XX:+UseSerialGC -Xmn96m -Xshare:auto -Xlog:disable"
set "archive=%app%\lib\case2fhir.jsa"
if not exist "%archive%" goto ownArchive
if not exist "%release%" goto ownArchive
"%SystemRoot%\System32\fc.exe" /b "%release%" "%app%\lib\release" >nul 2>&1
if not errorlevel 1 goto withArchive

rem Another Java than the build's: its archive is made by the first run of a command that does real work.
:ownArchive
set "cached="
for %%c in (convert extract validate push) do if "%command%"=="%%c" set "cached=%%c"
if not defined cached goto withoutArchive
if not defined LOCALAPPDATA goto withoutArchive
set "cache=%LOCALAPPDATA%\case2fhir"
if not exist "%cache%\" mkdir "%cache%" 2>nul
if not exist "%cache%\" goto withoutArchive
for %%f in ("%jar%") do set "stamp=%full%-%%~zf-%%~tf"
set "stamp=%stamp:/=-%"
set "stamp=%stamp::=-%"
set "stamp=%stamp: =-%"
set "archive=%cache%\%cached%-%stamp%.jsa"
if exist "%archive%" goto withArchive
set "fresh=%archive%.%RANDOM%"
"%java%" %oneOff% "%directives%" "-XX:ArchiveClassesAtExit=%fresh%" %JAVA_OPTS% -jar "%jar%" %*
set "code=%ERRORLEVEL%"
if exist "%fresh%" for %%f in ("%fresh%") do if "%%~zf"=="0" del /q "%fresh%" >nul 2>&1
if not exist "%fresh%" exit /b %code%
rem An archive of an earlier jar or Java is of no use any more.
del /q "%cache%\%cached%-*.jsa" >nul 2>&1
move /y "%fresh%" "%archive%" >nul 2>&1
if exist "%fresh%" del /q "%fresh%" >nul 2>&1
exit /b %code%

:withArchive
"%java%" %oneOff% "%directives%" "-XX:SharedArchiveFile=%archive%" %JAVA_OPTS% -jar "%jar%" %*
exit /b %ERRORLEVEL%

:withoutArchive
"%java%" %oneOff% "%directives%" %JAVA_OPTS% -jar "%jar%" %*
exit /b %ERRORLEVEL%

rem Its heap is to follow what is in use, not what is free on the machine; an input that needs more still gets it.
:many
"%java%" -XX:+UseSerialGC -Xms128m -Xmn96m -XX:SurvivorRatio=4 -XX:SoftRefLRUPolicyMSPerMB=1 -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 %JAVA_OPTS% -jar "%jar%" %*
exit /b %ERRORLEVEL%

:plain
"%java%" %JAVA_OPTS% -jar "%jar%" %*
exit /b %ERRORLEVEL%

:noJar
>&2 echo case2fhir: case2fhir.jar is not in "%app%\lib"
exit /b 2

:noJava
>&2 echo case2fhir: no Java found: install Java 17 or newer, or set JAVA_HOME
exit /b 2

:wrongHome
>&2 echo case2fhir: JAVA_HOME has no bin\java.exe: "%JAVA_HOME:"=%"
exit /b 2

:tooOld
>&2 echo case2fhir: Java 17 or newer is needed, this is %version%: "%java%"
exit /b 2
