namespace MssTools.Core.Manifests;

/// <summary>A ProtectionHeader of a manifest ([MS-SSTR] 2.2.2.2).</summary>
/// <param name="Element">Its attributes; SystemID names the DRM system.</param>
/// <param name="Content">Its text: base64.</param>
internal sealed record ProtectionHeader(ManifestElement Element, string Content);
