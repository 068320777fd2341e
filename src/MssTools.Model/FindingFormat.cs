namespace MssTools;

/// <summary>How findings are given.</summary>
public enum FindingFormat
{
    /// <summary>As objects, each as soon as it is found.</summary>
    Object,

    /// <summary>As text that people read.</summary>
    Report,

    /// <summary>As JUnit XML, which build servers show as tests.</summary>
    JUnit,

    /// <summary>As SARIF 2.1.0, which code hosts and editors show at the place.</summary>
    Sarif,
}
