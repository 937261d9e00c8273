@echo off
rem Starts case2fhir with the Java of JAVA_HOME, the runtime beside this program, or java on the PATH.
setlocal
set "home=%~dp0.."
set "jar=%home%\lib\case2fhir.jar"
if not exist "%jar%" set "jar=%home%\..\case2fhir.jar"
set "java=java"
if exist "%home%\runtime\bin\java.exe" set "java=%home%\runtime\bin\java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "fast=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmn96m -Xshare:auto -Xlog:disable"
rem The tagger of prose is arithmetic, which is worth the second compiler; Java is not to say that it was told so.
if exist "%home%\lib\compiler-directives.json" set "fast=-XX:+UnlockDiagnosticVMOptions -XX:-DisplayVMOutput -XX:CompilerDirectivesFile="%home%\lib\compiler-directives.json" -XX:+UseSerialGC -Xmn96m -Xshare:auto -Xlog:disable"
if exist "%home%\lib\case2fhir.jsa" set "fast=%fast% -XX:SharedArchiveFile="%home%\lib\case2fhir.jsa""
if "%~1"=="server" set "fast="
if "%~1"=="serve" set "fast="
if "%~1"=="review" set "fast="
if "%~1"=="train" set "fast="
if "%~1"=="evaluate" set "fast="
"%java%" %fast% %JAVA_OPTS% -jar "%jar%" %*
exit /b %ERRORLEVEL%
