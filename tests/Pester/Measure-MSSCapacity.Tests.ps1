BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Measure-MSSCapacity' {
    It 'has channels run and leaves nothing' {
        $measured = Measure-MSSCapacity $TestDrive -BitrateKbps 300 -MaxChannels 2 -HeadroomPercent 0 -TimeLimit 40

        $measured.BitrateKbps | Should -Be 300
        $measured.ProcessorCount | Should -Be ([Environment]::ProcessorCount)
        $measured.Steps.Count | Should -BeGreaterThan 0
        $measured.BytesPerSecondPerChannel | Should -BeGreaterThan 10000
        $measured.BacklogSpeed | Should -BeGreaterThan 1
        Get-ChildItem $TestDrive | Should -BeNullOrEmpty
        Get-MSSStream | Should -BeNullOrEmpty
    }

    It 'does nothing under -WhatIf' {
        Measure-MSSCapacity $TestDrive -WhatIf | Should -BeNullOrEmpty
    }

    It 'refuses what cannot be' {
        { Measure-MSSCapacity -TimeLimit 5 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,MssTools.Cmdlets.MeasureMssCapacityCommand'
    }
}
