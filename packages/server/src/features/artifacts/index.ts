// What is read out of artifacts: the front door for other features.
export { ConfigAttributes } from './config-attributes.ts'
export { ImageLabels } from './image-labels.ts'
