function New-MSSTestObject {
    <#
    .SYNOPSIS
    Makes an object such as the cmdlets of MssTools write, with any of its properties set.
    .DESCRIPTION
    For mocks. Properties that are not given are those of an object of which nothing is known. A list may be given as one value or several, and what it
    holds as hashtables. A property that the type has not is an error.
    .PARAMETER Type
    The type, without its namespace: MssGroup, MssStream, MssServer, MssTrack, LocalStream and whatever else is in [MssTools].
    .PARAMETER Property
    Names and values.
    .EXAMPLE
    Mock Get-MSSIngest { New-MSSTestObject MssIngest @{ Port = 1935; ConnectionCount = 2 } }
    .EXAMPLE
    New-MSSTestObject LocalStream @{ Name = 'cam1'; Source = 'rtmp://server/live/cam1'; IsAvailable = $true }
    .EXAMPLE
    New-MSSTestObject MssIngest @{ Port = 1935; Publishers = @{ Name = 'cam1'; Bytes = 12MB }, @{ Name = 'cam2' } }
    #>
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It makes an object in memory.')]
    param(
        [Parameter(Mandatory, Position = 0)]
        [ArgumentCompleter({ [MssTools.MssObject].Assembly.ExportedTypes.Name -like "$($args[2])*" })]
        [string]$Type,

        [Parameter(Position = 1)]
        [Collections.IDictionary]$Property = @{}
    )

    $class = [MssTools.MssObject].Assembly.GetType("MssTools.$Type", $false, $true)
    if ($null -eq $class) {
        throw [ArgumentException]::new("MssTools has no type '$Type'.", 'Type')
    }

    # PowerShell makes a list of objects of an array, and no list of ours takes that.
    $values = @{}
    foreach ($name in $Property.Keys) {
        $value = $Property[$name]
        $list = if ($member = $class.GetProperty($name, [Reflection.BindingFlags]'Public, Instance, IgnoreCase')) { $member.PropertyType }
        $isList = $list -and $list.IsGenericType -and $list.GetGenericTypeDefinition() -eq [Collections.Generic.IReadOnlyList`1]
        $values[$name] = if ($isList) {
            , [Management.Automation.LanguagePrimitives]::ConvertTo(@($value), $list.GetGenericArguments()[0].MakeArrayType(), [cultureinfo]::InvariantCulture)
        }
        else {
            $value
        }
    }

    [Management.Automation.LanguagePrimitives]::ConvertTo($values, $class, [cultureinfo]::InvariantCulture)
}

function New-MSSTestStream {
    <#
    .SYNOPSIS
    Makes a stream such as Get-MSSStream and New-MSSStream write.
    .PARAMETER Name
    Name of the local stream.
    .PARAMETER GroupName
    Name of its group; that of the stream where omitted.
    .PARAMETER State
    Waiting, Running, Stopping, Completed, Stopped or Failed.
    .PARAMETER Property
    Further properties, which go before the others.
    .EXAMPLE
    Mock New-MSSStream { New-MSSTestStream cam1 }
    .EXAMPLE
    New-MSSTestStream cam1 -State Failed -Property @{ LastError = 'no route to host'; LastErrorCode = 'SourceFailed' }
    #>
    [CmdletBinding()]
    [OutputType('MssTools.MssStream')]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It makes an object in memory.')]
    param(
        [Parameter(Position = 0)]
        [string]$Name = 'test',

        [string]$GroupName = $Name,

        [MssTools.StreamState]$State = 'Running',

        [Collections.IDictionary]$Property = @{}
    )

    $values = @{ Id = 1; Name = $Name; GroupName = $GroupName; TargetFolder = '/test/web'; State = $State; Source = 'test:'; PercentComplete = -1 }
    foreach ($own in $Property.Keys) { $values[$own] = $Property[$own] }
    New-MSSTestObject MssStream $values
}

function New-MSSTestGroup {
    <#
    .SYNOPSIS
    Makes a group such as Get-MSSGroup writes, with its streams.
    .PARAMETER GroupName
    Name of the group.
    .PARAMETER State
    State of the group and its streams: Waiting, Running, Stopping, Completed, Stopped or Failed.
    .PARAMETER Rendition
    How many streams it has.
    .PARAMETER Property
    Further properties, which go before the others.
    .EXAMPLE
    Mock Get-MSSGroup { New-MSSTestGroup news -Rendition 3 }
    .EXAMPLE
    New-MSSTestGroup news -State Failed -Property @{ LastError = 'The disk is full.' }
    #>
    [CmdletBinding()]
    [OutputType('MssTools.MssGroup')]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It makes an object in memory.')]
    param(
        [Parameter(Position = 0)]
        [string]$GroupName = 'test',

        [MssTools.StreamState]$State = 'Running',

        [ValidateRange(1, 64)]
        [int]$Rendition = 1,

        [Collections.IDictionary]$Property = @{}
    )

    $streams = foreach ($number in 1..$Rendition) {
        New-MSSTestStream "$GroupName$number" -GroupName $GroupName -State $State -Property @{ Id = $number }
    }
    $values = @{
        GroupName = $GroupName; TargetFolder = '/test/web'; ManifestPath = "/test/web/$GroupName/manifest.ismc"; State = $State
        IsLive = $State -in 'Waiting', 'Running'; Streams = $streams; RenditionCount = $Rendition; FragmentCount = 10; Duration = '0:0:20'
    }
    foreach ($own in $Property.Keys) { $values[$own] = $Property[$own] }
    New-MSSTestObject MssGroup $values
}

function New-MSSTestServer {
    <#
    .SYNOPSIS
    Makes a server such as Start-MSSServer and Get-MSSServer write.
    .PARAMETER Port
    Its port, which Url has as well.
    .PARAMETER Root
    The folder that it serves.
    .PARAMETER Property
    Further properties, which go before the others.
    .EXAMPLE
    Mock Start-MSSServer { New-MSSTestServer 8080 }
    .EXAMPLE
    New-MSSTestServer -Property @{ Sessions = 12 }
    #>
    [CmdletBinding()]
    [OutputType('MssTools.MssServer')]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It makes an object in memory.')]
    param(
        [Parameter(Position = 0)]
        [ValidateRange(1, 65535)]
        [int]$Port = 8888,

        [string]$Root = '/test/web',

        [Collections.IDictionary]$Property = @{}
    )

    $values = @{ Id = 1; Url = "http://127.0.0.1:$Port/"; Address = '127.0.0.1'; Port = $Port; Root = $Root }
    foreach ($own in $Property.Keys) { $values[$own] = $Property[$own] }
    New-MSSTestObject MssServer $values
}

function New-MSSTestFinding {
    <#
    .SYNOPSIS
    Makes a finding such as Get-MSSFinding writes.
    .PARAMETER Id
    The rule, as in docs/checks.md.
    .PARAMETER Severity
    How bad it is: Info, Warning or Error.
    .PARAMETER Property
    Further properties, which go before the others.
    .EXAMPLE
    Mock Get-MSSFinding { New-MSSTestFinding MSS401 }
    .EXAMPLE
    New-MSSTestFinding MSS107 -Severity Warning -Property @{ Message = 'The first three bytes are EF BB BF.' }
    #>
    [CmdletBinding()]
    [OutputType('MssTools.MssFinding')]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It makes an object in memory.')]
    param(
        [Parameter(Position = 0)]
        [string]$Id = 'MSS401',

        [MssTools.FindingSeverity]$Severity = 'Error',

        [Collections.IDictionary]$Property = @{}
    )

    $values = @{ Id = $Id; Severity = $Severity; Message = "A finding of the rule $Id."; Manifest = '/test/web/test/manifest.ismc' }
    foreach ($own in $Property.Keys) { $values[$own] = $Property[$own] }
    New-MSSTestObject MssFinding $values
}
