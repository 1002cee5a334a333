import { convolve, convolveEach, meanOf, mix, rectify, sumOf, type Tensor, tensorOf, type Weights } from './layers.ts';
import { weightsOf } from './weights.ts';

/** Width and height in px of the picture of one face that the model looks at. */
export const FACE_SIZE = 112;
const AVERAGE = [122.782, 117.001, 104.298] as const;

/**
 * The 68 landmarks of a face that fills a square of pixels: x and y of each, as shares of its size. face-api's tiny model: three blocks
 * of three layers each of which sees what all before it found.
 */
export function findLandmarks(weights: Weights, pixels: Uint8ClampedArray): Float32Array {
  const first = (tensor: Tensor) =>
    convolve(tensor, weightsOf(weights, 'dense0/conv0/filters'), weightsOf(weights, 'dense0/conv0/bias'), 2);
  let tensor = dense(weights, 0, first(tensorOf(pixels, FACE_SIZE, AVERAGE)));
  tensor = dense(weights, 1, layer(weights, 'dense1/conv0', tensor, 2));
  tensor = dense(weights, 2, layer(weights, 'dense2/conv0', tensor, 2));
  return mix(meanOf(tensor), weightsOf(weights, 'fc/weights'), weightsOf(weights, 'fc/bias')).data;
}

function dense(weights: Weights, block: number, found: Tensor): Tensor {
  const one = rectify(found);
  const two = layer(weights, `dense${block}/conv1`, one, 1);
  const three = layer(weights, `dense${block}/conv2`, rectify(sumOf(one, two)), 1);
  return rectify(sumOf(one, two, three));
}

function layer(weights: Weights, name: string, tensor: Tensor, stride: 1 | 2): Tensor {
  const part = (kind: string) => weightsOf(weights, `${name}/${kind}`);
  return mix(convolveEach(tensor, part('depthwise_filter'), stride), part('pointwise_filter'), part('bias'));
}
