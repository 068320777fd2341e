using System.Management.Automation;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>Exports and presentations, as the cmdlets make and take them.</summary>
public sealed class ExportTests : ModuleTest
{
    private const string Record = "New-MSSStream -Path $clip, $plain -TargetFolder $web -GroupName film -ChunkLength 1 -IsLive $false -Wait";

    [Theory]
    [InlineData("Export-MSSGroup film $web/out -As Ism")]
    [InlineData("Export-MSSGroup -Path $web/film -Destination $web/out -As Ism")]
    [InlineData("Get-MSSGroup film | Export-MSSGroup -Destination $web/out -As Ism")]
    [InlineData("'film' | Export-MSSGroup -Destination $web/out -As Ism")]
    public void ExportMssGroup_EveryWayToNameTheGroup_MakesTheSame(string script)
    {
        Session.Run(Record);

        Assert.Empty(Session.Run(script));

        Assert.Equal(["out/film.ism", "out/film.ismc"], Files("out").Where(f => !f.EndsWith(".ismv", StringComparison.Ordinal)));
        Assert.Equal(2, Files("out").Count(f => f.EndsWith(".ismv", StringComparison.Ordinal)));
    }

    [Fact]
    public void NewMssStream_OfAPresentation_HasAStreamForEachRendition()
    {
        Session.Run(Record);
        Session.Run("Export-MSSGroup film $web/out -As Ism");

        Session.Run("New-MSSStream -Path $web/out/film.ism -TargetFolder $web -GroupName again -ChunkLength 1 -IsLive $false -Wait");

        Assert.Equal(["film_1", "film_2"], Session.All<MssStream>("Get-MSSStream -GroupName again").Select(s => s.Name));
        Assert.All(Session.All<MssStream>("Get-MSSStream -GroupName again"), s => Assert.Equal(StreamState.Completed, s.State));
        Assert.Equal(
            Session.One<MssGroup>("Get-MSSGroup film").FragmentCount,
            Session.One<MssGroup>("Get-MSSGroup again").FragmentCount);
    }

    [Fact]
    public void NewMssStream_OfABadPresentation_IsOneError()
    {
        File.WriteAllText(Path.Join(Web, "bad.ism"), """<smil><body><switch><video src="../x.ismv" systemBitrate="1"><param name="trackID" value="1"/></video></switch></body></smil>""");

        ErrorRecord error = Session.Fails("New-MSSStream -Path $web/bad.ism -TargetFolder $web -GroupName again -IsLive $false -Wait");

        Assert.StartsWith("MalformedInput", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("not in its folder", error.Exception.Message, StringComparison.Ordinal);
    }
}
