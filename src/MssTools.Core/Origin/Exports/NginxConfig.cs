using System.Text;
using MssTools.Core.Manifests;

namespace MssTools.Core.Origin.Exports;

/// <summary>The configuration of nginx.</summary>
internal static class NginxConfig
{
    private const string Head =
        """
        # MssTools: serves @ROOT@ as Start-MSSServer does, for more viewers. Include it within http { }.
        @LIMITS@

        map "$status$uri" $mss_cache {
            default                             "no-store";
            "200/healthz"                       "no-store";
            "~^(200|206|304).*\.fmp4$"          "public, max-age=31536000, immutable";
            "~^(200|206|304).*\.ismc$"          "public, max-age=@SECONDS@";
            "~^(200|206|304)"                   "public, max-age=60";
        }

        # Groups of one stream that is not named like its group.
        map "$mss_parent/$mss_group" $mss_stream {
            default $mss_group;

        """;

    private const string Server =
        """
        }

        server {
            listen @PORT@;
            root "@ROOT@";
            server_tokens off;
            autoindex off;
            disable_symlinks on from=$document_root;
            sendfile on;
            tcp_nopush on;
            keepalive_timeout 120s;
            client_header_timeout 10s;
            send_timeout 30s;
            client_max_body_size 1k;
            large_client_header_buffers 4 4k;
            if_modified_since before;

            gzip on;
            gzip_vary on;
            gzip_proxied any;
            gzip_types application/vnd.ms-sstr+xml;

            add_header Access-Control-Allow-Origin * always;
            add_header Access-Control-Expose-Headers Date always;
            add_header X-Content-Type-Options nosniff always;
            add_header Cache-Control $mss_cache always;

            if ($request_method !~ ^(GET|HEAD|OPTIONS)$) {
                return 405;
            }

            # Browsers ask before they send a Range header to another site.
            error_page 418 = @preflight;
            if ($request_method = OPTIONS) {
                return 418;
            }

            location @preflight {
                add_header Access-Control-Allow-Origin * always;
                add_header Access-Control-Allow-Methods "GET, HEAD, OPTIONS" always;
                add_header Access-Control-Allow-Headers "Authorization, Range, If-None-Match, If-Modified-Since, If-Range" always;
                add_header Access-Control-Max-Age 86400 always;
                return 204;
            }

            # Hidden files, and fragments that are being written.
            location ~ /\. {
                return 404;
            }

            location = /healthz {
                default_type "text/plain; charset=utf-8";
                return 200 "ok\n";
            }

        """;

    private const string Policy =
        """
            location = /@NAME@ {
                default_type text/xml;
                return 200 '@TEXT@';
            }

        """;

    private const string Smooth =
        """
            # group.ism/Manifest; what it lists lies under group.ism as well, which is group.
            location ~* "^(?<mss_parent>(/[^/]+)*)/(?<mss_group>[^/]+?)(\.isml?)?/manifest(\((filter=[^/()]+|format=fmp4-v20(,filter=[^/()]+)?)\))?$" {
                types { application/vnd.ms-sstr+xml ismc; }
                try_files $mss_parent/$mss_group/manifest.ismc =404;
            }

        """;

    private const string Kind =
        """
            location ~* "^(?<mss_parent>(/[^/]+)*)/(?<mss_group>[^/]+?)(\.isml?)?/QualityLevels\((?<mss_bitrate>[0-9]+)\)/Fragments\((?<mss_content>@CONTENT@)(_[0-9]+)?=(?<mss_time>[0-9]+)\)$" {
                types { @KIND@/mp4 fmp4; }
                try_files $mss_parent/$mss_group/$mss_bitrate/$mss_content/$mss_time.fmp4 $mss_parent/$mss_group/$mss_stream/$mss_content/$mss_bitrate/$mss_time.fmp4 @ABSENT@;
            }

            location ~* "^(?<mss_folder>.+)\.isml?/(?<mss_rest>([^/]+/)?@CONTENT@/([0-9]+/)?[0-9]+\.fmp4)$" {
                types { @KIND@/mp4 fmp4; }
                try_files $mss_folder/$mss_rest @ABSENT@;
            }

            location ~ "/@CONTENT@/([0-9]+/)?[0-9]+\.fmp4$" {
                types { @KIND@/mp4 fmp4; }
                try_files $uri @ABSENT@;
            }

        """;

    /// <summary>What our server does and nginx does not.</summary>
    private const string Proxy =
        """
            # Fragments that are announced and not there yet are held by our server; parts of fragments are cut out by it.
            location ~* "/QualityLevels\([0-9]+\)/(FragmentInfo|KeyFrames|RawFragments)\([^/]+\)$" {
                try_files /. @origin;
            }

            location @origin {
                proxy_pass @ORIGIN@;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
                proxy_connect_timeout 5s;
                proxy_read_timeout 610s;
                proxy_max_temp_file_size 0;
                proxy_hide_header Access-Control-Allow-Origin;
                proxy_hide_header Access-Control-Expose-Headers;
                proxy_hide_header X-Content-Type-Options;
                proxy_hide_header Cache-Control;
            }

        """;

    private const string Tail =
        """
            location ~* "\.(@EXTENSIONS@)$" {
                types {
        @TYPES@
                }
            }

            location = / {
                types { text/html html; }
                try_files /index.html =404;
            }

            location / {
                return 404;
            }
        }

        """;

    /// <summary>Writes the configuration.</summary>
    public static string Write(StaticSite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var text = new StringBuilder(Head);
        foreach ((string group, string stream) in site.Streams)
        {
            text.Append($"    \"{group}\" \"{stream}\";\n");
        }

        text.Append(Server);
        foreach (string name in (string[])[PolicyFiles.ClientAccess, PolicyFiles.CrossDomain])
        {
            text.Append(Policy.Replace("@NAME@", name, StringComparison.Ordinal).Replace("@TEXT@", PolicyFiles.TextOf(name), StringComparison.Ordinal));
        }

        text.Append(Smooth);
        foreach ((string kind, string names) in ((string, string)[])[("video", GroupLayout.Pictures), ("audio", GroupLayout.Sounds)])
        {
            text.Append(Kind.Replace("@KIND@", kind, StringComparison.Ordinal).Replace("@CONTENT@", names, StringComparison.Ordinal));
        }

        if (site.Origin is not null)
        {
            text.Append(Proxy);
        }

        string types = string.Join('\n', StaticSite.Types.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"            {t.Value.Split(';')[0]} {t.Key};"));
        text.Append(Tail.Replace("@TYPES@", types, StringComparison.Ordinal))
            .Replace("@ABSENT@", site.Origin is null ? "=404" : "@origin");
        return site.Fill(text.ToString());
    }
}
