/** What client and server agree on in `hello`. Goes up by one when an older client would no longer understand. */
export const PROTOCOL_LEVEL = 1;
