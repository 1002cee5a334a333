/** A WebSocket that ends as soon as the browser says that the network is gone, instead of when something times out. */
export function openBrowserSocket(url: string): WebSocket {
  const socket = new WebSocket(url);
  const end = () => {
    socket.dispatchEvent(new CloseEvent('close'));
    socket.close();
  };
  addEventListener('offline', end);
  socket.addEventListener('close', () => removeEventListener('offline', end));
  return socket;
}
