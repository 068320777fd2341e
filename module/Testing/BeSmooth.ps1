function Register-MSSShouldOperator {
    <#
    .SYNOPSIS
    Gives Pester the operator BeSmooth.
    .DESCRIPTION
    `$group | Should -BeSmooth` passes where Get-MSSFinding finds nothing of -Severity (Error where omitted) or worse in the group, and else shows what it
    found. The group is one that Get-MSSGroup writes, the path of its folder or manifest, or an address. A group that cannot be looked at fails, with
    -Not as well. -Player looks for what fails in these players alone; -Because is shown where the test fails.

    The import of the module does this where Pester is loaded then, as it is in what Invoke-Pester runs. Once more does no harm.
    .EXAMPLE
    Get-MSSGroup news | Should -BeSmooth
    .EXAMPLE
    "$TestDrive/film" | Should -BeSmooth -Severity Warning -Because 'old set-top boxes play it'
    .EXAMPLE
    "$TestDrive/damaged" | Should -Not -BeSmooth
    #>
    [CmdletBinding()]
    param()

    Add-ShouldOperator -Name BeSmooth -InternalName Test-MSSSmooth -Test ${function:Test-MSSSmooth}
}

# What Pester calls; the parameters behind CallerSessionState become those of Should -BeSmooth.
function Test-MSSSmooth {
    param($ActualValue, [switch]$Negate, [string]$Because, $CallerSessionState, [string]$Severity = 'Error', [string[]]$Player = @())

    $why = if ($Because) { " because $($Because -replace '^because\s+')," }
    if ($null -eq $ActualValue) {
        return [pscustomobject]@{ Succeeded = $false; FailureMessage = "Expected a group,$why but got nothing." }
    }

    $what = if ($ActualValue.PSObject.Properties['GroupName']) { "group '$($ActualValue.GroupName)'" } else { "'$ActualValue'" }
    $least = [MssTools.FindingSeverity]$Severity
    try {
        $settings = if ($Player) { @{ Player = $Player } } else { @{} }
        $findings = @($ActualValue | MssTools\Get-MSSFinding -ErrorAction Stop @settings | Where-Object { $_.Severity -ge $least })
    }
    catch {
        return [pscustomobject]@{ Succeeded = $false; FailureMessage = "Expected $what to be looked at,$why but it could not be: $_" }
    }

    $isSmooth = $findings.Count -eq 0
    [pscustomobject]@{
        Succeeded      = $isSmooth -ne [bool]$Negate
        FailureMessage = if ($Negate) {
            "Expected $what not to be smooth,$why but nothing was found in it."
        }
        else {
            "Expected $what to be smooth,$why but this was found:`n" + (@($findings | ForEach-Object { "  $_" }) -join "`n")
        }
    }
}
