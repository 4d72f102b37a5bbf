import type { Asset } from '../../core/project/records.ts';

/** What a Chromium page plays: containers by the ending of the name, codecs as ffprobe names them. */
const videoEndings = ['mp4', 'm4v', 'mov', 'webm', 'mkv'];
const soundEndings = ['wav', 'mp3', 'm4a', 'aac', 'flac', 'ogg', 'oga', 'opus', 'webm', 'mp4'];
const pictureCodecs = ['h264', 'vp8', 'vp9', 'av1'];
const packedSoundCodecs = ['aac', 'mp3', 'opus', 'vorbis', 'flac'];
const plainSoundCodecs = ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le'];

/** True when a page can play the file itself. One with a sound that it cannot play is played from a proxy, else it would be mute. */
export function isPlayable({ path, summary: { picture, sound } }: Pick<Asset, 'path' | 'summary'>): boolean {
  const ending = /\.([^.\\/]+)$/.exec(path)?.[1].toLowerCase() ?? '';
  if (picture !== null) {
    const isSoundPlayable = sound === null || packedSoundCodecs.includes(sound.codec);
    return videoEndings.includes(ending) && pictureCodecs.includes(picture.codec) && isSoundPlayable;
  }
  if (sound === null || !soundEndings.includes(ending)) return false;
  return packedSoundCodecs.includes(sound.codec) || (ending === 'wav' && plainSoundCodecs.includes(sound.codec));
}
