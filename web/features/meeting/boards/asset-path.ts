// Excalidraw looks for its fonts below this, where the build puts them; else it would ask a server elsewhere.
Object.assign(window, { EXCALIDRAW_ASSET_PATH: '/excalidraw/' });

export {};
