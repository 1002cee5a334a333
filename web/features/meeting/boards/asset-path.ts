// Excalidraw looks for its fonts below this, where the build puts them; else it would ask a server elsewhere.
Object.assign(window, { EXCALIDRAW_ASSET_PATH: '/excalidraw/' });

// Its Liberation Sans has one weight and would stand in for the system's everywhere on the page; no drawing needs it.
const { fonts } = document;
const add = fonts.add.bind(fonts);
fonts.add = (face) => (/^["']?Liberation Sans["']?$/.test(face.family) ? fonts : add(face));

export {};
