@{
    RootModule           = 'MssTools.Testing.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '0b7f2a54-0d3f-4c1d-8a6e-5d3b1c7e9f20'
    Author               = 'The MssTools contributors'
    CompanyName          = 'The MssTools contributors'
    Copyright            = '(c) The MssTools contributors. MIT licence.'
    Description          = 'Tests of scripts that use MssTools: a synthetic source, builders of its output objects, and the Pester operator BeSmooth.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FunctionsToExport    = @(
        'New-MSSTestFinding'
        'New-MSSTestGroup'
        'New-MSSTestObject'
        'New-MSSTestServer'
        'New-MSSTestSource'
        'New-MSSTestStream'
        'Register-MSSShouldOperator'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
}
