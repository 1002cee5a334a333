/** How many objects of OpenSSL this process holds: who makes one counts it, and whoever frees it. */
export const liveObjects = { contexts: 0, sessions: 0, ciphers: 0 };
