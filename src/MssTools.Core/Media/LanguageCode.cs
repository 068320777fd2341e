using System.Collections.Frozen;

namespace MssTools.Core.Media;

/// <summary>Names of languages, as containers and people write them, in the one form that manifests take.</summary>
internal static class LanguageCode
{
    private const string Undetermined = "und";

    // ISO 639-2 has two codes for these: by their English name, which broadcasters write, and by their own.
    private static readonly FrozenDictionary<string, string> s_terminological = Pairs(
        "alb sqi arm hye baq eus bur mya chi zho cze ces dut nld fre fra geo kat ger deu gre ell ice isl "
        + "mac mkd mao mri may msa per fas rum ron slo slk tib bod wel cym");

    // ISO 639-1: what people type, and what extended tags begin with.
    private static readonly FrozenDictionary<string, string> s_short = Pairs(
        "af afr am amh ar ara az aze be bel bg bul bn ben bs bos ca cat cs ces cy cym da dan de deu el ell "
        + "en eng es spa et est eu eus fa fas fi fin fo fao fr fra fy fry ga gle gd gla gl glg gu guj he heb "
        + "hi hin hr hrv hu hun hy hye id ind is isl it ita ja jpn ka kat kk kaz kl kal km khm kn kan ko kor "
        + "ku kur la lat lb ltz lo lao lt lit lv lav mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt my mya "
        + "nb nob ne nep nl nld nn nno no nor pa pan pl pol ps pus pt por rm roh ro ron ru rus se sme si sin "
        + "sk slk sl slv so som sq sqi sr srp sv swe sw swa ta tam te tel th tha tl tgl tr tur uk ukr ur urd "
        + "uz uzb vi vie zh zho zu zul");

    /// <summary>
    /// The three letters of ISO 639-2/T that a code of ISO 639-1, 639-2 or a tag of BCP 47 stands for, in lower case; null
    /// where it is no such code, or says that nobody knows.
    /// </summary>
    public static string? Parse(string? code)
    {
        string primary = (code ?? "").Trim().ToLowerInvariant().Split('-', '_')[0];
        string three = s_short.GetValueOrDefault(primary, primary);
        return three.Length == 3 && !three.AsSpan().ContainsAnyExceptInRange('a', 'z') && three != Undetermined
            ? s_terminological.GetValueOrDefault(three, three)
            : null;
    }

    // One word, then what it stands for.
    private static FrozenDictionary<string, string> Pairs(string words) =>
        words.Split(' ').Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}
