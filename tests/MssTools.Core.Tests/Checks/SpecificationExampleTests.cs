using System.Text;
using MssTools.Core.Checks;
using MssTools.Core.Manifests;
using Xunit;

namespace MssTools.Core.Tests.Checks;

/// <summary>
/// Manifests of the forms that [MS-SSTR] allows (own values): of the codings of times, codecs and tracks that its examples show none is a
/// fault of the manifest.
/// </summary>
public class SpecificationExampleTests
{
    // By durations and ordinals, VC-1 with WMA, names that default to the type: section 4.2's form.
    private const string Recorded =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" Duration="60060000">
          <StreamIndex Type="video" Chunks="3" QualityLevels="2" Url="QualityLevels({bitrate})/Fragments(video={start time})">
            <QualityLevel Index="0" Bitrate="1450000" FourCC="WVC1" MaxWidth="848" MaxHeight="480" CodecPrivateData="250000010FCBF01A70EF8A1A783BE80C90804811ADC00000010E5A0040" />
            <QualityLevel Index="1" Bitrate="1050000" FourCC="WVC1" MaxWidth="592" MaxHeight="336" CodecPrivateData="250000010FCBE412700A7F8A093FA20C90804811ADC00000010E5A0040" />
            <c n="0" d="20020000" />
            <c n="1" d="20020000" />
            <c n="2" d="20020000" />
          </StreamIndex>
          <StreamIndex Type="audio" Chunks="3" QualityLevels="1" Url="QualityLevels({bitrate})/Fragments(audio={start time})">
            <QualityLevel Index="0" Bitrate="192000" FourCC="WMAP" AudioTag="354" SamplingRate="44100" Channels="2" BitsPerSample="16" PacketSize="2230" CodecPrivateData="1000030000000000000000000000E00042C0" />
            <c n="0" d="20433560" />
            <c n="1" d="19969170" />
            <c n="2" d="19657270" />
          </StreamIndex>
        </SmoothStreamingMedia>
        """;

    // By start times, the last with its duration, and a sparse track of commands whose samples are in the manifest: section 4.3's form.
    private const string Live =
        """
        <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="10000000" Duration="0" IsLive="TRUE" LookAheadFragmentCount="2" DVRWindowLength="600000000">
          <StreamIndex Type="video" Name="video" Chunks="4" QualityLevels="1" Url="QualityLevels({bitrate},{CustomAttributes})/Fragments(video={start time})">
            <QualityLevel Index="0" Bitrate="900000" FourCC="H264" MaxWidth="320" MaxHeight="180" CodecPrivateData="@">
              <CustomAttributes><Attribute Name="hardwareProfile" Value="1000" /></CustomAttributes>
            </QualityLevel>
            <c t="5000000000" /><c t="5020000000" /><c t="5040000000" /><c t="5060000000" d="20000000" />
          </StreamIndex>
          <StreamIndex Type="audio" Name="audio_eng" Language="eng" Chunks="4" QualityLevels="1" Url="QualityLevels({bitrate})/Fragments(audio_eng={start time})">
            <QualityLevel Index="0" Bitrate="64000" FourCC="AACL" AudioTag="255" SamplingRate="48000" Channels="2" BitsPerSample="16" PacketSize="4" CodecPrivateData="" />
            <c t="5000000000" d="20000000" /><c d="20000000" /><c d="20000000" /><c d="20000000" />
          </StreamIndex>
          <StreamIndex Type="text" Subtype="CTRL" Name="commands" ParentStreamIndex="video" ManifestOutput="TRUE" Chunks="1" QualityLevels="1" TimeScale="10000000" Url="">
            <QualityLevel Index="0" Bitrate="1000" FourCC="DATA" CodecPrivateData="" />
            <c t="5020000000"><f i="0">SGVsbG8=</f></c>
          </StreamIndex>
        </SmoothStreamingMedia>
        """;

    // Repeats and a DRM header: what 2.2 adds.
    private const string Repeated =
        """
        <SmoothStreamingMedia MajorVersion="2" MinorVersion="2" TimeScale="10000000" Duration="100000000">
          <Protection><ProtectionHeader SystemID="9A04F079-9840-4286-AB92-E65BE0885F95">AAAAAAAA</ProtectionHeader></Protection>
          <StreamIndex Type="video" Name="video" TimeScale="10000000" Chunks="5" QualityLevels="1" Url="QualityLevels({bitrate})/Fragments(video={start time})">
            <QualityLevel Index="0" Bitrate="900000" FourCC="H264" MaxWidth="320" MaxHeight="180" CodecPrivateData="@" />
            <c t="0" d="20000000" r="5" />
          </StreamIndex>
        </SmoothStreamingMedia>
        """;

    [Theory]
    [InlineData(Recorded, "")]
    [InlineData(Live, "MSS131 MSS305")]
    [InlineData(Repeated, "")]
    public void Manifest_OfTheSpecification_HasNoFault(string text, string noted)
    {
        List<MssFinding> findings = Check(text);

        Assert.DoesNotContain(findings, f => f.Severity == FindingSeverity.Error);
        Assert.Equal(noted, string.Join(' ', findings.Select(f => f.Id).Distinct().Order(StringComparer.Ordinal)));
    }

    private static List<MssFinding> Check(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.Replace("@", TestPresentation.ParameterSets, StringComparison.Ordinal));
        var document = new CheckedManifest("manifest", bytes.AsMemory(0, 16), Http: null, Written: null, ClientManifestReader.Read(bytes, "manifest"));
        var findings = new Findings(new CheckDefinition(), "manifest");
        ManifestGrammar.Check(document, findings);
        ListedTimes.Check(document, findings);
        CodecAttributes.Check(document, findings);
        LiveManifest.Check(document, DateTimeOffset.UnixEpoch, findings);
        PlayerTraps.Check(document, findings);
        return [.. findings.Take()];
    }
}
