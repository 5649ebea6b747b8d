#!/usr/bin/python3
"""Writes the files of the folder images: images and tables that are not read,
but named, with the call that reads their elements as raw data. They need
Debian's python3-nibabel, python3-astropy and python3-scipy. Each holds 0 to 23
in shape (2, 3, 4), if it says no other."""

import os
import struct

import nibabel
import numpy
import scipy.io
from astropy.io import fits

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "images"))

numbers = numpy.arange(24, dtype="<i2").reshape(2, 3, 4)
unit = numpy.eye(4)


def nifti(name, kind, dtype="<i2", endianness="<"):
    header = kind.header_class(endianness=endianness)
    header.set_data_dtype(dtype)
    nibabel.save(kind(numbers.astype(dtype), unit, header=header), name)


nifti("one.nii", nibabel.Nifti1Image)
nifti("two.nii", nibabel.Nifti2Image, "<f4")
nifti("big.nii", nibabel.Nifti1Image, ">f4", ">")
nifti("two-big.nii", nibabel.Nifti2Image, ">f8", ">")
nifti("pair.hdr", nibabel.Nifti1Pair)
nifti("two-pair.hdr", nibabel.Nifti2Pair, "u1")

# nibabel chooses the scale itself
with open("one.nii", "rb") as file:
    content = bytearray(file.read())
content[112:120] = struct.pack("<ff", 2, 1)
with open("scaled.nii", "wb") as file:
    file.write(content)

fits.PrimaryHDU(numbers.astype("f4")).writeto("one.fits", overwrite=True)
# unsigned numbers have a BZERO
fits.PrimaryHDU(numbers.astype("u2")).writeto("scaled.fits", overwrite=True)
fits.PrimaryHDU(numbers.astype("u1")).writeto("bytes.fits", overwrite=True)
fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(numbers)]).writeto(
    "extension.fits", overwrite=True)

scipy.io.savemat("five.mat", {"NAME": numbers})
for version in 1, 2:
    with scipy.io.netcdf_file(f"cdf-{version}.nc", "w",
                              version=version) as file:
        file.createDimension("x", 3)
        file.createVariable("NAME", "f4", ("x",))[:] = [1, 2, 3]
