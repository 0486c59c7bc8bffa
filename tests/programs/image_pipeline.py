"""tf.data all the way: decoding, cropping, mixing and batching before a small convolutional network."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

AUTO = tf.data.AUTOTUNE
CONFIG = {"size": 40, "crop": 32, "batch": 8, "classes": 6, "stages": [(16, 1), (32, 2)]}

raw = np.random.randint(0, 256, (48, CONFIG["size"], CONFIG["size"], 3), dtype="uint8")
kinds = np.random.randint(0, CONFIG["classes"], 48)


def prepare(image, kind):
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = tf.image.random_crop(image, (CONFIG["crop"], CONFIG["crop"], 3))
    image = tf.image.random_flip_left_right(image)
    return image, tf.one_hot(kind, CONFIG["classes"])


def centre(image, kind):
    image = tf.image.resize(tf.cast(image, tf.float32) / 255.0, (CONFIG["crop"], CONFIG["crop"]))
    return image, tf.one_hot(kind, CONFIG["classes"])


def mix(first, second):
    (images, labels), (others, other_labels) = first, second
    weight = tf.random.uniform([tf.shape(images)[0]])
    wide = tf.reshape(weight, (-1, 1, 1, 1))
    flat = tf.reshape(weight, (-1, 1))
    return images * wide + others * (1 - wide), labels * flat + other_labels * (1 - flat)


def batches(images, labels, is_training):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if is_training:
        data = data.shuffle(len(images)).map(prepare, num_parallel_calls=AUTO)
    else:
        data = data.map(centre, num_parallel_calls=AUTO)
    return data.batch(CONFIG["batch"], drop_remainder=is_training).prefetch(AUTO)


split = int(0.75 * len(raw))
train = batches(raw[:split], kinds[:split], True)
other = batches(raw[:split], kinds[:split], True)
mixed = tf.data.Dataset.zip((train, other)).map(mix)
valid = batches(raw[split:], kinds[split:], False)

for images, labels in mixed.take(1):
    print(images.shape, labels.shape)


def stage(x, filters, repeats):
    for index in range(repeats):
        shortcut = x
        x = layers.DepthwiseConv2D(5, padding="same")(x)
        x = layers.LayerNormalization()(x)
        x = layers.Conv2D(4 * filters, 1, activation="gelu")(x)
        x = layers.Conv2D(filters, 1)(x)
        if shortcut.shape[-1] == filters:
            x = layers.add([x, shortcut])
    return x


inputs = keras.Input((CONFIG["crop"], CONFIG["crop"], 3))
x = layers.Conv2D(16, 4, strides=4)(inputs)
for filters, repeats in CONFIG["stages"]:
    x = stage(x, filters, repeats)
    x = layers.Conv2D(filters, 2, strides=2)(x)
pooled = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(CONFIG["classes"], activation="softmax")(pooled)
model = keras.Model(inputs, outputs)
model.compile("adam", keras.losses.CategoricalCrossentropy(label_smoothing=0.1), metrics=["accuracy"])
history = model.fit(mixed, validation_data=valid, epochs=1)
loss, accuracy = model.evaluate(valid)
maps = keras.Model(inputs, x).predict(valid)
print(maps.shape)
