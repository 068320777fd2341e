# An RTSP server of GStreamer that sends a transport stream's H.264 and AAC: rtsp-server.py port file [user password md5|sha256]
import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtsp', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)
port, file = sys.argv[1:3]
server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f'( filesrc location="{file}" ! tsdemux name=d '
    'd. ! queue ! h264parse config-interval=0 ! rtph264pay name=pay0 pt=96 aggregate-mode=none '
    'd. ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97 )')
factory.set_latency(0)
if len(sys.argv) > 3:
    user, password, _ = sys.argv[3:6]
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string('media.factory.role', 'viewer')
    auth.add_digest(user, password, token)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role('viewer', 'media.factory.access', True)
    permissions.add_permission_for_role('viewer', 'media.factory.construct', True)
    factory.set_permissions(permissions)
    server.set_auth(auth)
server.get_mount_points().add_factory('/live', factory)
server.attach(None)
print('ready', flush=True)
GLib.MainLoop().run()
