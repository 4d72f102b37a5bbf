import type { Asset } from '../../core/project/records.ts';

/**
 * What a Chromium page plays: containers by the ending of the name, codecs as ffprobe names them. Tried file by file: AC-3 in MP4 plays
 * without sound, ALAC, AIFF and MPEG-4 part 2 do not play, plain sound plays in WAV, MOV and MKV.
 */
const videoEndings = ['mp4', 'm4v', 'mov', 'webm', 'mkv'];
const soundEndings = ['wav', 'mp3', 'm4a', 'aac', 'flac', 'ogg', 'oga', 'opus', 'webm', 'mp4'];
const plainSoundEndings = ['wav', 'mov', 'mkv'];
const pictureCodecs = ['h264', 'vp8', 'vp9', 'av1'];
const packedSoundCodecs = ['aac', 'mp3', 'opus', 'vorbis', 'flac'];
const plainSoundCodecs = ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le'];

/**
 * True when a page can play the file itself. One with a sound that it cannot play is played from a proxy, else it would be mute; so is a
 * still picture, which only a proxy has the length of.
 */
export function isPlayable({
  path,
  stillSec,
  summary: { picture, sound },
}: Pick<Asset, 'path' | 'stillSec' | 'summary'>): boolean {
  if (stillSec !== null) return false;
  const ending = /\.([^.\\/]+)$/.exec(path)?.[1].toLowerCase() ?? '';
  const isSoundPlayable =
    sound === null ||
    packedSoundCodecs.includes(sound.codec) ||
    (plainSoundCodecs.includes(sound.codec) && plainSoundEndings.includes(ending));
  if (picture === null) return sound !== null && soundEndings.includes(ending) && isSoundPlayable;
  return videoEndings.includes(ending) && pictureCodecs.includes(picture.codec) && isSoundPlayable;
}
