using System.Text;
using System.Text.RegularExpressions;

namespace MssTools.Core.Origin.Exports;

/// <summary>The configuration of Caddy.</summary>
internal static class CaddyConfig
{
    private const string Head =
        """
        # MssTools: serves @ROOT@ as Start-MSSServer does, for more viewers.
        @LIMITS@
        # Caddy follows links: keep none in the root.
        :@PORT@ {
        	root * "@ROOT@"

        	# The folder of a group's only stream, mostly named like the group.
        	map {http.request.uri.path} {stream} {

        """;

    private const string Server =
        """
        		~(?i)^(?:.*)/([^/]+?)(?:\.isml?)?/QualityLevels "${1}"
        	}

        	header {
        		Access-Control-Allow-Origin *
        		Access-Control-Expose-Headers Date
        		X-Content-Type-Options nosniff
        		-Server
        	}

        	encode {
        		gzip
        		match {
        			header Content-Type application/vnd.ms-sstr+xml*
        		}
        	}

        	handle_errors {
        		header Access-Control-Allow-Origin *
        		header Access-Control-Expose-Headers Date
        		header X-Content-Type-Options nosniff
        		header -Server
        		header Cache-Control no-store
        		header Content-Type "text/plain; charset=utf-8"
        		respond "{err.status_code} {err.status_text}"
        	}

        	route {
        		@other not method GET HEAD OPTIONS
        		error @other 405

        		# Browsers ask before they send a Range header to another site.
        		@options method OPTIONS
        		handle @options {
        			header Access-Control-Allow-Methods "GET, HEAD, OPTIONS"
        			header Access-Control-Allow-Headers "Authorization, Range, If-None-Match, If-Modified-Since, If-Range"
        			header Access-Control-Max-Age 86400
        			respond 204
        		}

        		# Hidden files, and fragments that are being written.
        		@hidden path_regexp /\.
        		error @hidden 404

        		handle /healthz {
        			header Cache-Control no-store
        			respond "ok"
        		}

        """;

    private const string Smooth =
        """

        		# group.ism/Manifest; what it lists lies under group.ism as well, which is group.
        		@manifest path_regexp manifest (?i)^(.*?)(?:\.isml?)?/manifest(?:\((?:filter=[^/()]+|format=fmp4-v20(?:,filter=[^/()]+)?)\))?$
        		rewrite @manifest {re.manifest.1}/manifest.ismc
        		@smooth path_regexp smooth (?i)^(.*)\.isml?/(.+\.fmp4)$
        		rewrite @smooth {re.smooth.1}/{re.smooth.2}
        		@level path_regexp level (?i)^(.*?)(?:\.isml?)?/QualityLevels\(([0-9]+)\)/Fragments\((video|@SOUNDS@)(?:_[0-9]+)?=([0-9]+)\)$
        		handle @level {
        			try_files {re.level.1}/{re.level.2}/{re.level.3}/{re.level.4}.fmp4 {re.level.1}/{stream}/{re.level.3}/{re.level.2}/{re.level.4}.fmp4
        		}

        @PROXY@
        		@served path_regexp (?i)\.(@EXTENSIONS@)$
        		@list path *.ismc
        		@fragment path *.fmp4
        		@sound path_regexp /@SOUNDS@/([0-9]+/)?[0-9]+\.fmp4$
        		header @served Cache-Control "public, max-age=60"
        		header @list Content-Type application/vnd.ms-sstr+xml
        		header @list Cache-Control "public, max-age=@SECONDS@"
        		header @fragment Content-Type video/mp4
        		header @sound Content-Type audio/mp4
        		header @fragment Cache-Control "public, max-age=31536000, immutable"
        		file_server @served
        		file_server /
        		error 404
        	}
        }

        """;

    private const string Proxy =
        """
        		# Fragments that are announced and not there yet are held by our server; parts of fragments are cut out by it.
        		@absent {
        			path_regexp (?i)(\.fmp4|/QualityLevels\([0-9]+\)/(Fragments|FragmentInfo|KeyFrames|RawFragments)\([^/]+\))$
        			not file
        		}
        		handle @absent {
        			reverse_proxy @ORIGIN@ {
        				header_down -Access-Control-Allow-Origin
        				header_down -Access-Control-Expose-Headers
        				header_down -X-Content-Type-Options
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
            text.Append($"\t\t\"~(?i)^{Regex.Escape(group).Replace("\\ ", " ", StringComparison.Ordinal)}(\\.isml?)?/QualityLevels\" \"{stream}\"\n");
        }

        text.Append(Server);
        foreach (string name in (string[])[PolicyFiles.ClientAccess, PolicyFiles.CrossDomain])
        {
            text.Append($"\n\t\thandle /{name} {{\n\t\t\theader Content-Type text/xml\n\t\t\trespond `{PolicyFiles.TextOf(name)}`\n\t\t}}\n");
        }

        text.Append(Smooth)
            .Replace("@PROXY@\n", site.Origin is null ? "" : Proxy);
        return site.Fill(text.ToString());
    }
}
