using System.Buffers;
using System.Buffers.Binary;
using Edge.Dicom;
using Microsoft.Win32.SafeHandles;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Compares objects by their data sets; what the meta headers say of their reception does not count. Equal bytes are the same object; where the bytes
/// differ the attributes and pixel bytes are compared, in bounded memory, so that the same object in another encoding is recognised.
/// </summary>
internal static class ContentComparison
{
    private const int ChunkBytes = 64 * 1024;

    // Preamble, DICM, and the element (0002,0000) UL with the bytes that follow it (PS3.10 7.1).
    private const int GroupLengthOffset = DicomFileMeta.PreambleBytes + 4;
    private const int GroupLengthEnd = GroupLengthOffset + 12;

    /// <summary>Compares a received object with a stored one.</summary>
    /// <param name="received">A received object.</param>
    /// <param name="headerBytes">Bytes before its data set.</param>
    /// <param name="storedPath">A stored object.</param>
    /// <exception cref="IOException">The received file cannot be read.</exception>
    public static ContentMatch Compare(PartFile received, int headerBytes, string storedPath)
    {
        using SafeFileHandle? stored = Open(storedPath);
        if (stored is null || !TryFindDataSet(stored, out long start))
        {
            return ContentMatch.Unreadable;
        }

        if (RandomAccess.GetLength(stored) - start == received.Length - headerBytes
            && CompareBytes(received, headerBytes, stored, start) is { } match and not ContentMatch.Other)
        {
            return match;
        }

        return CompareContent(received, storedPath);
    }

    /// <summary>True when two stored objects have the same content; false also where one of them cannot be read to its end.</summary>
    public static bool AreSame(string path, string otherPath)
    {
        try
        {
            return AreEqual(path, otherPath);
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool AreEqual(string path, string otherPath)
    {
        using FileStream one = OpenStream(path);
        using FileStream other = OpenStream(otherPath);
        return new DicomContentComparison(new DicomFileReader(one, DicomReadOptions.Default), new DicomFileReader(other, DicomReadOptions.Default)).AreEqual();
    }

    private static FileStream OpenStream(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static ContentMatch CompareBytes(PartFile received, int headerBytes, SafeFileHandle stored, long start)
    {
        byte[] ours = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        byte[] theirs = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (long offset = 0, length = received.Length - headerBytes; offset < length;)
            {
                int count = (int)Math.Min(ChunkBytes, length - offset);
                count = received.Read(ours.AsSpan(0, count), headerBytes + offset);
                if (!ReadFully(stored, theirs.AsSpan(0, count), start + offset))
                {
                    return ContentMatch.Unreadable;
                }

                if (count == 0 || !ours.AsSpan(0, count).SequenceEqual(theirs.AsSpan(0, count)))
                {
                    return ContentMatch.Other;
                }

                offset += count;
            }

            return ContentMatch.Same;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ours);
            ArrayPool<byte>.Shared.Return(theirs);
        }
    }

    private static ContentMatch CompareContent(PartFile received, string storedPath)
    {
        try
        {
            return AreEqual(received.Path, storedPath) ? ContentMatch.Same : ContentMatch.Other;
        }
        catch (DicomFormatException)
        {
            // Whatever is wrong with one of them, it is not the same as the other.
            return ContentMatch.Other;
        }
        catch (IOException) when (!CanBeRead(storedPath))
        {
            return ContentMatch.Unreadable;
        }
    }

    private static bool CanBeRead(string path)
    {
        using SafeFileHandle? file = Open(path);
        if (file is null)
        {
            return false;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read = ChunkBytes;
            for (long offset = 0; read > 0; offset += read)
            {
                read = RandomAccess.Read(file, buffer, offset);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryFindDataSet(SafeFileHandle file, out long start)
    {
        Span<byte> front = stackalloc byte[GroupLengthEnd];
        start = 0;
        if (!ReadFully(file, front, 0) || !front[DicomFileMeta.PreambleBytes..].StartsWith("DICM"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(front[GroupLengthOffset..]) != 0x0000_0002)
        {
            return false;
        }

        start = GroupLengthEnd + BinaryPrimitives.ReadUInt32LittleEndian(front[^4..]);
        return true;
    }

    private static bool ReadFully(SafeFileHandle file, Span<byte> destination, long offset)
    {
        try
        {
            for (int read = 0; read < destination.Length;)
            {
                int count = RandomAccess.Read(file, destination[read..], offset + read);
                if (count == 0)
                {
                    return false;
                }

                read += count;
            }

            return true;
        }
        catch (IOException)
        {
            // A stored file that the disk no longer gives back cannot vouch for a new one.
            return false;
        }
    }
}
