/**
 * The few layers that the models of faces are made of, in plain JavaScript: no policy has to allow anything for them, and
 * models this small take some 20 ms. Numbers lie row by row, all channels of a point beside each other, as TensorFlow's do.
 */
export interface Tensor {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Numbers of a model by their name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** Where a window of 3 × 3 goes over a picture. */
interface Walk {
  width: number;
  height: number;
  /** How far the first window begins before the picture. */
  before: number;
  stride: number;
}

/** TensorFlow's padding 'same': the result is as large as the picture, divided by the stride. */
function walkSame({ width, height }: Tensor, stride: number): Walk {
  const size = Math.ceil(width / stride);
  const before = Math.max(0, (size - 1) * stride + 3 - width) >> 1;
  return { width: size, height: Math.ceil(height / stride), before, stride };
}

/** TensorFlow's padding 'valid': windows lie wholly inside the picture. */
function walkInside({ width, height }: Tensor): Walk {
  return { width: width - 2, height: height - 2, before: 0, stride: 1 };
}

/** Calls `visit` with each place of the result, each of the nine places of its window, and where in the picture that is. */
function overWindows(from: Tensor, walk: Walk, visit: (to: number, place: number, at: number) => void): void {
  const { width, height } = from;
  for (let y = 0; y < walk.height; y++) {
    for (let x = 0; x < walk.width; x++) {
      for (let place = 0; place < 9; place++) {
        const row = y * walk.stride + Math.trunc(place / 3) - walk.before;
        const column = x * walk.stride + (place % 3) - walk.before;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        visit(y * walk.width + x, place, row * width + column);
      }
    }
  }
}

/** A convolution of 3 × 3 over all channels. */
export function convolve(from: Tensor, filter: Float32Array, bias: Float32Array, padding: 'inside' | 2): Tensor {
  const walk = padding === 'inside' ? walkInside(from) : walkSame(from, padding);
  const channels = bias.length;
  const data = repeated(bias, walk.width * walk.height);
  overWindows(from, walk, (to, place, at) => {
    for (let input = 0; input < from.channels; input++) {
      const value = from.data[at * from.channels + input] as number;
      const weights = (place * from.channels + input) * channels;
      const sum = to * channels;
      for (let i = 0; i < channels; i++) (data[sum + i] as number) += value * (filter[weights + i] as number);
    }
  });
  return { width: walk.width, height: walk.height, channels, data };
}

/** A convolution of 3 × 3, each channel by itself. */
export function convolveEach(from: Tensor, filter: Float32Array, stride: 1 | 2): Tensor {
  const walk = walkSame(from, stride);
  const { channels } = from;
  const data = new Float32Array(walk.width * walk.height * channels);
  overWindows(from, walk, (to, place, at) => {
    const [sum, source, weights] = [to * channels, at * channels, place * channels];
    for (let i = 0; i < channels; i++) {
      (data[sum + i] as number) += (from.data[source + i] as number) * (filter[weights + i] as number);
    }
  });
  return { width: walk.width, height: walk.height, channels, data };
}

/** Mixes the channels of each point. Their number is a multiple of four in these models: four at a time are twice as fast. */
export function mix(from: Tensor, filter: Float32Array, bias: Float32Array): Tensor {
  const { width, height, data: input } = from;
  const channels = bias.length;
  const data = repeated(bias, width * height);
  for (let point = 0; point < width * height; point++) {
    const sum = point * channels;
    for (let channel = 0; channel < from.channels; channel += 4) {
      const at = point * from.channels + channel;
      const [a, b, c, d] = [input[at], input[at + 1], input[at + 2], input[at + 3]] as [number, number, number, number];
      const first = channel * channels;
      const second = first + channels;
      const third = second + channels;
      const fourth = third + channels;
      for (let i = 0; i < channels; i++) {
        (data[sum + i] as number) +=
          a * (filter[first + i] as number) +
          b * (filter[second + i] as number) +
          c * (filter[third + i] as number) +
          d * (filter[fourth + i] as number);
      }
    }
  }
  return { width, height, channels, data };
}

function repeated(values: Float32Array, times: number): Float32Array {
  const all = new Float32Array(values.length * times);
  for (let i = 0; i < times; i++) all.set(values, i * values.length);
  return all;
}

/** What is below zero counts `slope` times; changes `tensor` itself. */
export function rectify(tensor: Tensor, slope = 0): Tensor {
  const { data } = tensor;
  for (let i = 0; i < data.length; i++) if ((data[i] as number) < 0) (data[i] as number) *= slope;
  return tensor;
}

/** The sum of tensors of one shape. */
export function sumOf(first: Tensor, ...others: readonly Tensor[]): Tensor {
  const data = first.data.slice();
  for (const other of others) {
    for (let i = 0; i < data.length; i++) (data[i] as number) += other.data[i] as number;
  }
  return { ...first, data };
}

/** The largest of each 2 × 2 points. */
export function poolLargest({ width, height, channels, data: input }: Tensor, stride: 1 | 2): Tensor {
  const [across, down] = [Math.ceil(width / stride), Math.ceil(height / stride)];
  const data = new Float32Array(across * down * channels).fill(Number.NEGATIVE_INFINITY);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      for (let place = 0; place < 4; place++) {
        const [row, column] = [y * stride + (place >> 1), x * stride + (place & 1)];
        if (row >= height || column >= width) continue;
        const [to, at] = [(y * across + x) * channels, (row * width + column) * channels];
        for (let i = 0; i < channels; i++) {
          if ((input[at + i] as number) > (data[to + i] as number)) data[to + i] = input[at + i] as number;
        }
      }
    }
  }
  return { width: across, height: down, channels, data };
}

/** What each channel is on the whole. */
export function meanOf({ channels, data }: Tensor): Tensor {
  const means = new Float32Array(channels);
  for (let i = 0; i < data.length; i++)
    (means[i % channels] as number) += (data[i] as number) * (channels / data.length);
  return { width: 1, height: 1, channels, data: means };
}

/** Pixels (red, green, blue, alpha) as a model wants them: without what pictures are on average, from about -0.5 to 0.5. */
export function tensorOf(pixels: Uint8ClampedArray, size: number, average: readonly [number, number, number]): Tensor {
  const data = new Float32Array(size * size * 3);
  for (let point = 0; point < size * size; point++) {
    for (let i = 0; i < 3; i++)
      data[3 * point + i] = ((pixels[4 * point + i] as number) - (average[i] as number)) / 255;
  }
  return { width: size, height: size, channels: 3, data };
}
