# What tests of scripts that use MssTools need: see docs/testing.md. Only the engine's own commands are used, so that it runs in MssTools.Host, too.
Set-StrictMode -Version Latest

# A path cannot be given in RequiredModules.
if (-not (Get-Module MssTools)) {
    Import-Module "$PSScriptRoot/../../MssTools.psd1" -Global
}

foreach ($file in 'Source', 'Builders', 'BeSmooth') {
    . "$PSScriptRoot/$file.ps1"
}

# Import-Module Pester first, or call it in BeforeAll: Invoke-Pester has Pester loaded before any test file.
if (Get-Module Pester) {
    Register-MSSShouldOperator
}
