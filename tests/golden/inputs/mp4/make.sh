#!/bin/sh
# Makes the files beside it and their packet lists. Needs ffmpeg 5.1 and Bento4's mp4fragment. See README.md.
set -e
ff() { ffmpeg -v error -y "$@"; }
V='-f lavfi -i testsrc2=size=192x108:rate=25:duration=3'
A='-f lavfi -i sine=frequency=440:sample_rate=48000:duration=3'
X='-c:v libx264 -preset medium -pix_fmt yuv420p -b:v 60k -g 25 -bitexact -flags:v +bitexact -fflags +bitexact'
C='-c:a aac -b:a 32k -flags:a +bitexact'
ff $V $A $X -bf 2 $C bframes.mp4
ff $V $A $X -bf 0 $C -movflags +faststart plain-faststart.mp4
ff -i bframes.mp4 -c copy -fflags +bitexact bframes.mov
ff -i bframes.mp4 -c copy -fflags +bitexact -movflags +negative_cts_offsets negative-cts.mp4
ff -i bframes.mp4 -c copy -fflags +bitexact -movflags +frag_keyframe+empty_moov+default_base_moof fragmented.mp4
ff -i bframes.mp4 -c copy -fflags +bitexact -movflags +frag_keyframe+delay_moov+omit_tfhd_offset fragmented-delayed.mp4
ff -i bframes.mp4 -c copy -fflags +bitexact -movflags +frag_keyframe hybrid.mp4
ff -i bframes.mp4 -c copy -fflags +bitexact -movflags +frag_keyframe -f ismv bframes.ismv
mp4fragment --fragment-duration 1000 bframes.mp4 bento.mp4 >/dev/null 2>&1
ff -i bframes.mp4 -c copy -fflags +bitexact -an -tag:v avc3 video-avc3.mp4
ff -i bframes.mp4 -c copy -fflags +bitexact -vn audio.m4a
ff -f lavfi -i sine=frequency=330:sample_rate=44100:duration=2 $C -ac 1 -fflags +bitexact mono-44100.mov
ff -f lavfi -i anoisesrc=amplitude=0.05:sample_rate=48000:duration=1 $C -ac 6 -fflags +bitexact surround.mp4
ff -ss 1.52 -i bframes.mp4 -t 1 -c copy -fflags +bitexact trimmed.mp4
for f in *.mp4 *.mov *.m4a *.ismv; do
    # kind, pts, dts (seconds), size, flags (K: sync, D: not shown), MD5 of the payload
    ffprobe -v error -show_packets -show_data_hash md5 -of json "$f" | python3 -c 'import json, sys
for p in json.load(sys.stdin)["packets"]:
    print(p["codec_type"], p["pts_time"], p["dts_time"], p["size"], p["flags"], p["data_hash"][4:])' > "$f.packets.txt"
done
