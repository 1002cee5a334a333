/** What can be open beside the tiles of a meeting. */
export type PanelName = 'chat' | 'people' | 'invite' | 'devices' | 'view' | 'network' | 'controls' | 'breakout';
