/** The media engine, for whoever lets people into rooms. */
export { MediaEngine, type MediaEngineOptions, PASS_MS } from './media-engine.ts';
