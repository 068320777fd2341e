#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests, packages or cleans MssTools.
.DESCRIPTION
A thin wrapper for people who have pwsh: all build logic is in MSBuild, and `dotnet test MssPowerShell.sln` does
the same without it.
.PARAMETER Task
Build: compiles and fills module/bin. Test: runs all tests, and the Pester files where Pester is installed.
Package: copies the module to artifacts/MssTools, ready for Publish-PSResource. Clean: removes what was built.
.PARAMETER Configuration
Debug or Release.
.PARAMETER Cloud
Builds what s3:// and az:// addresses need as well, with the SDKs of Amazon and Azure, and puts it into module/cloud.
.EXAMPLE
./build.ps1 Test
.PARAMETER Cluster
Builds what services need to be nodes of a cluster as well, with Microsoft Orleans, and puts it into module/cluster.
.EXAMPLE
./build.ps1 -Cloud
.EXAMPLE
./build.ps1 -Cluster
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Clean')]
    [string]$Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string]$Configuration = 'Release',

    [switch]$Cloud,

    [switch]$Cluster
)

$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args -join ' ') ended with $LASTEXITCODE."
    }
}

function Add-Part([string]$Configuration) {
    if ($Cloud) {
        Invoke-DotNet build src/MssTools.Cloud --target:Stage --configuration $Configuration
    }

    if ($Cluster) {
        Invoke-DotNet build src/MssTools.Cluster --target:Stage --configuration $Configuration
    }
}

switch ($Task) {
    'Build' {
        Invoke-DotNet build MssPowerShell.sln --configuration $Configuration
        Add-Part $Configuration
    }
    'Test' {
        Add-Part $Configuration
        Invoke-DotNet test MssPowerShell.sln --configuration $Configuration
        if (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0') {
            $run = Invoke-Pester -Path tests/Pester, examples/runbook -PassThru
            if ($run.FailedCount -gt 0) {
                throw "$($run.FailedCount) Pester tests failed."
            }
        }
        else {
            Write-Warning 'Pester 5 is not installed: the Pester files were parsed, but not run.'
        }
    }
    'Package' {
        Invoke-DotNet build src/MssTools.Host --configuration Release
        Add-Part Release
        $package = 'artifacts/MssTools'
        Remove-Item $package -Recurse -Force -ErrorAction Ignore
        $null = New-Item $package -ItemType Directory
        Copy-Item MssTools.psd1, README.md, LICENSE, CHANGELOG.md, module, en-US, examples -Destination $package -Recurse
        Test-ModuleManifest "$package/MssTools.psd1"
    }
    'Clean' {
        Invoke-DotNet clean MssPowerShell.sln --configuration $Configuration
        Remove-Item module/bin, module/cloud, module/cluster, module/web/dashjs, artifacts, webroot -Recurse -Force -ErrorAction Ignore
    }
}
