# The cmdlets live in bin/MssTools.Cmdlets.dll, which the manifest nests; there is no script code.
Set-StrictMode -Version Latest
