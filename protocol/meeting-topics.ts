/** The topic of the data packet by which somebody is asked to unmute. Only one that comes from nobody in the room counts. */
export const ASK_TOPIC = 'yiqi.ask';
