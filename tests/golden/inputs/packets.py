"""Writes FILE.packets.csv: what ffprobe finds in FILE, payloads converted as MSS carries them. See README.md."""
import hashlib, json, re, subprocess, sys

for name in sys.argv[1:]:
    out = json.loads(subprocess.run(
        ['ffprobe', '-v', 'error', '-of', 'json', '-show_data', '-show_streams', '-show_packets', name],
        check=True, capture_output=True).stdout)
    streams = {s['index']: s for s in out['streams']}
    with open(name + '.packets.csv', 'w', newline='\n') as csv:
        for s in streams.values():
            csv.write(f"stream,{s['index']},{s['codec_type']},{s['time_base']}\n")
        for p in out['packets']:
            stream = streams[p['stream_index']]
            data = bytes.fromhex(''.join(re.sub(r'^[0-9a-f]+: (.{39}).*$', r'\1', p['data'], flags=re.M).split()))
            assert len(data) == int(p['size'])
            if stream['codec_name'] == 'h264' and stream.get('is_avc') == 'false':
                units = [u.rstrip(b'\0') for u in re.split(b'\0\0\1', data)]
                data = b''.join(len(u).to_bytes(4, 'big') + u for u in units if u)
            if stream['codec_name'] == 'aac' and data[:1] == b'\xff' and data[1] & 0xf6 == 0xf0 and 'flv' not in name:
                data = data[7 if data[1] & 1 else 9:]
            csv.write(f"{p['stream_index']},{p['pts']},{p['dts']},{p['flags'][0]},{len(data)},{hashlib.sha256(data).hexdigest()[:32]}\n")
