using System.Text;

namespace MssTools.Core.Origin;

/// <summary>The files by which Silverlight and Flash players ask whether they may read from another site.</summary>
internal static class PolicyFiles
{
    /// <summary>Silverlight's.</summary>
    public const string ClientAccess = "clientaccesspolicy.xml";

    /// <summary>Flash's, which Silverlight takes as well.</summary>
    public const string CrossDomain = "crossdomain.xml";

    private const string ClientAccessText =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <access-policy>
          <cross-domain-access>
            <policy>
              <allow-from http-request-headers="*" http-methods="*">
                <domain uri="http://*"/>
                <domain uri="https://*"/>
              </allow-from>
              <grant-to>
                <resource path="/" include-subpaths="true"/>
              </grant-to>
            </policy>
          </cross-domain-access>
        </access-policy>

        """;

    private const string CrossDomainText =
        """
        <?xml version="1.0" encoding="utf-8"?>
        <cross-domain-policy>
          <allow-access-from domain="*" secure="false"/>
          <allow-http-request-headers-from domain="*" headers="*" secure="false"/>
        </cross-domain-policy>

        """;

    private static readonly Answer s_clientAccess = Lasting(ClientAccessText);
    private static readonly Answer s_crossDomain = Lasting(CrossDomainText);

    /// <summary>The text of a file.</summary>
    public static string TextOf(string name) => name == ClientAccess ? ClientAccessText : CrossDomainText;

    /// <summary>The file of a name, or null.</summary>
    public static Answer? Find(string name) => name switch
    {
        ClientAccess => s_clientAccess,
        CrossDomain => s_crossDomain,
        _ => null,
    };

    private static Answer Lasting(string text) =>
        Answer.Of(Encoding.ASCII.GetBytes(text), ContentType.Xml) with { CacheControl = "public, max-age=86400" };
}
