/** Channel of both directions between a window and the host; every message carries its request's id. */
export const bridgeChannel = 'facet';

/** Channel of what the menus and the desktop ask of the page, and of the page's word that it listens. */
export const commandChannel = 'facet-command';
