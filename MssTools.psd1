@{
    RootModule             = 'module/MssTools.psm1'
    NestedModules          = @('module/bin/MssTools.Cmdlets.dll')
    ModuleVersion          = '0.1.0'
    GUID                   = '5c1d0e0e-6a0f-4b3e-9a39-3f1d7a2f7c61'
    Author                 = 'The MssTools contributors'
    CompanyName            = 'The MssTools contributors'
    Copyright              = '(c) The MssTools contributors. MIT licence.'
    Description            = 'Packages H.264/AAC files and streams into Microsoft Smooth Streaming groups: what EvoStream''s createMSSStream does, from PowerShell.'
    PowerShellVersion      = '7.6'
    CompatiblePSEditions   = @('Core')
    FormatsToProcess       = @('module/MssTools.format.ps1xml')
    TypesToProcess         = @('module/MssTools.types.ps1xml')
    FunctionsToExport      = @()
    CmdletsToExport        = @(
        'Add-MSSLocalStream'
        'Compare-MSSGroup'
        'Connect-MSSService'
        'ConvertFrom-EvoStreamCommand'
        'Disconnect-MSSService'
        'Export-MSSConfiguration'
        'Export-MSSGroup'
        'Export-MSSServerConfig'
        'Get-MSSEventReceiver'
        'Get-MSSEventSource'
        'Get-MSSFinding'
        'Get-MSSGroup'
        'Get-MSSIngest'
        'Get-MSSLocalStream'
        'Get-MSSNode'
        'Get-MSSPublishingPoint'
        'Get-MSSServer'
        'Get-MSSService'
        'Get-MSSStream'
        'Import-MSSConfiguration'
        'Install-MSSService'
        'Measure-MSSCapacity'
        'Move-MSSGroup'
        'New-MSSPublishingPoint'
        'New-MSSStream'
        'Register-MSSEvent'
        'Remove-MSSGroup'
        'Remove-MSSLocalStream'
        'Remove-MSSPublishingPoint'
        'Remove-MSSStream'
        'Repair-MSSGroup'
        'Resume-MSSNode'
        'Save-MSSClip'
        'Start-MSSDemo'
        'Start-MSSIngest'
        'Start-MSSPublishingPoint'
        'Start-MSSServer'
        'Start-MSSService'
        'Stop-MSSDemo'
        'Stop-MSSIngest'
        'Stop-MSSPublishingPoint'
        'Stop-MSSServer'
        'Stop-MSSService'
        'Stop-MSSStream'
        'Suspend-MSSNode'
        'Test-MSSGroup'
        'Uninstall-MSSService'
        'Unregister-MSSEvent'
        'Wait-MSSStream'
        'Watch-MSSStream'
    )
    VariablesToExport      = @()
    AliasesToExport        = @(
        # Commands of EvoStream Media Server that one cmdlet stands for.
        'createMSSStream'
        'getStreamInfo'
        'listConfig'
        'listStreams'
        'pullStream'
        'removeConfig'
        'shutdownStream'
    )
    PrivateData            = @{
        PSData = @{
            Tags         = @('SmoothStreaming', 'MSS', 'streaming', 'packager', 'H264', 'AAC', 'EvoStream', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            # ProjectUri, LicenseUri and IconUri belong here when the project has a public address; help says none until then.
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
