namespace MssTools.Core.Iso;

/// <summary>The box types that MssTools reads or writes, by their four-character codes.</summary>
internal static class BoxTypes
{
    public static readonly FourCC AvcC = FourCC.Of("avcC"u8);
    public static readonly FourCC Chap = FourCC.Of("chap"u8);
    public static readonly FourCC Cmov = FourCC.Of("cmov"u8);
    public static readonly FourCC Co64 = FourCC.Of("co64"u8);
    public static readonly FourCC Ctts = FourCC.Of("ctts"u8);
    public static readonly FourCC Edts = FourCC.Of("edts"u8);
    public static readonly FourCC Elst = FourCC.Of("elst"u8);
    public static readonly FourCC Emsg = FourCC.Of("emsg"u8);
    public static readonly FourCC Esds = FourCC.Of("esds"u8);
    public static readonly FourCC Free = FourCC.Of("free"u8);
    public static readonly FourCC Ftyp = FourCC.Of("ftyp"u8);
    public static readonly FourCC Hdlr = FourCC.Of("hdlr"u8);
    public static readonly FourCC Kind = FourCC.Of("kind"u8);
    public static readonly FourCC Mdat = FourCC.Of("mdat"u8);
    public static readonly FourCC Mdhd = FourCC.Of("mdhd"u8);
    public static readonly FourCC Mdia = FourCC.Of("mdia"u8);
    public static readonly FourCC Mehd = FourCC.Of("mehd"u8);
    public static readonly FourCC Meta = FourCC.Of("meta"u8);
    public static readonly FourCC Mfhd = FourCC.Of("mfhd"u8);
    public static readonly FourCC Mfra = FourCC.Of("mfra"u8);
    public static readonly FourCC Mfro = FourCC.Of("mfro"u8);
    public static readonly FourCC Minf = FourCC.Of("minf"u8);
    public static readonly FourCC Moof = FourCC.Of("moof"u8);
    public static readonly FourCC Moov = FourCC.Of("moov"u8);
    public static readonly FourCC Mvex = FourCC.Of("mvex"u8);
    public static readonly FourCC Mvhd = FourCC.Of("mvhd"u8);
    public static readonly FourCC Prft = FourCC.Of("prft"u8);
    public static readonly FourCC Sidx = FourCC.Of("sidx"u8);
    public static readonly FourCC Skip = FourCC.Of("skip"u8);
    public static readonly FourCC Ssix = FourCC.Of("ssix"u8);
    public static readonly FourCC Stbl = FourCC.Of("stbl"u8);
    public static readonly FourCC Stco = FourCC.Of("stco"u8);
    public static readonly FourCC Stsc = FourCC.Of("stsc"u8);
    public static readonly FourCC Stsd = FourCC.Of("stsd"u8);
    public static readonly FourCC Stss = FourCC.Of("stss"u8);
    public static readonly FourCC Stsz = FourCC.Of("stsz"u8);
    public static readonly FourCC Stts = FourCC.Of("stts"u8);
    public static readonly FourCC Styp = FourCC.Of("styp"u8);
    public static readonly FourCC Stz2 = FourCC.Of("stz2"u8);
    public static readonly FourCC Tfdt = FourCC.Of("tfdt"u8);
    public static readonly FourCC Tfhd = FourCC.Of("tfhd"u8);
    public static readonly FourCC Tfra = FourCC.Of("tfra"u8);
    public static readonly FourCC Tkhd = FourCC.Of("tkhd"u8);
    public static readonly FourCC Traf = FourCC.Of("traf"u8);
    public static readonly FourCC Trak = FourCC.Of("trak"u8);
    public static readonly FourCC Tref = FourCC.Of("tref"u8);
    public static readonly FourCC Trex = FourCC.Of("trex"u8);
    public static readonly FourCC Trun = FourCC.Of("trun"u8);
    public static readonly FourCC Udta = FourCC.Of("udta"u8);
    public static readonly FourCC Uuid = FourCC.Of("uuid"u8);
    public static readonly FourCC Wave = FourCC.Of("wave"u8);
    public static readonly FourCC Wide = FourCC.Of("wide"u8);
}
