import { describe, expect, it } from 'vitest';
import { cacheFolder, userDataFolder, userPacksFolder } from '../../../main/storage/user-folders.ts';

describe('the folders of a user', () => {
  it('are where each system keeps such things', () => {
    expect(userDataFolder({ HOME: '/home/ann' }, 'linux')).toBe('/home/ann/.local/share/facet');
    expect(cacheFolder({ HOME: '/home/ann' }, 'linux')).toBe('/home/ann/.cache/facet');
    expect(userDataFolder({ HOME: '/Users/ann' }, 'darwin')).toBe('/Users/ann/Library/Application Support/Facet');
    expect(cacheFolder({ HOME: '/Users/ann' }, 'darwin')).toBe('/Users/ann/Library/Caches/Facet');
    const windows = { USERPROFILE: 'C:\\Users\\ann', APPDATA: 'D:\\Roaming' };
    expect(userDataFolder(windows, 'win32')).toBe('D:\\Roaming\\Facet');
    expect(cacheFolder(windows, 'win32')).toBe('C:\\Users\\ann\\AppData\\Local\\Facet\\Cache');
  });

  it('follow the XDG variables, unless these are relative', () => {
    const env = { HOME: '/home/ann', XDG_DATA_HOME: '/data', XDG_CACHE_HOME: 'cache' };
    expect(userDataFolder(env, 'linux')).toBe('/data/facet');
    expect(cacheFolder(env, 'linux')).toBe('/home/ann/.cache/facet');
  });

  it('hold the packs that were imported', () => {
    expect(userPacksFolder({ HOME: '/home/ann', FACET_HOME: '/srv/facet' }, 'linux')).toBe('/srv/facet/packs');
    expect(userPacksFolder({ APPDATA: 'D:\\Roaming' }, 'win32')).toBe('D:\\Roaming\\Facet\\packs');
  });

  it('are in FACET_HOME when it is set, and not when it is empty', () => {
    const env = { HOME: '/home/ann', FACET_HOME: '/srv/facet', XDG_DATA_HOME: '/data' };
    expect(userDataFolder(env, 'linux')).toBe('/srv/facet');
    expect(cacheFolder(env, 'linux')).toBe('/srv/facet/cache');
    expect(userDataFolder({ ...env, FACET_HOME: '' }, 'linux')).toBe('/data/facet');
  });
});
