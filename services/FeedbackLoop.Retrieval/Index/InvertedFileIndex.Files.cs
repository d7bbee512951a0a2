using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Index;

public sealed unsafe partial class InvertedFileIndex
{
    // FLIV, format, SHA-256 of all that follows; then sizes, centres, codebook, and the lists as they lie in memory.
    private const int FormatVersion = 2, ChecksumAt = 8, BodyAt = 40, Alignment = 64;

    /// <summary>Writes a consistent snapshot: updates wait, searches do not. An existing file is replaced only when the new one is whole.</summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string draft = path + ".tmp";
        lock (_write)
        {
            using var file = new FileStream(draft, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20);
            file.Position = BodyAt;
            using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true))
            {
                int[] sizes = [Dimensions, (int)Metric, _centres.Rows, Width, _quantizer.SubspaceWidth, _options.Seed, _options.Probes, _options.Rescored, _slotBits];
                writer.Write(MemoryMarshal.AsBytes(sizes.AsSpan()));
                writer.Write(_lift);
                writer.Write((float)_options.TargetRecall);
                writer.Write(MemoryMarshal.AsBytes(_efforts.AsSpan()));
                writer.Write(MemoryMarshal.AsBytes(_centres.Data.AsSpan()));
                writer.Write(MemoryMarshal.AsBytes(_quantizer.Codebook));
                foreach (var list in _lists)
                {
                    writer.Write(list.Capacity);
                    writer.Write(list.Count);
                }
                foreach (var list in _lists)
                {
                    writer.Flush();
                    file.Position = (file.Position + Alignment - 1) / Alignment * Alignment;
                    // Codes, vectors, scales and ids lie behind one another.
                    writer.Write(new ReadOnlySpan<byte>(list.Codes, checked((int)VectorList.Bytes(list.Capacity, Width, _quantizer.Subspaces))));
                    list.KeepAlive();
                }
            }
            file.Position = BodyAt;
            byte[] checksum = SHA256.HashData(file);
            file.Position = 0;
            file.Write("FLIV"u8);
            file.Write(BitConverter.GetBytes(FormatVersion));
            file.Write(checksum);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>
    /// Opens a saved index by memory mapping: pages come in as searches touch them and are shared between processes. Updates
    /// stay in memory and leave the file as it is.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, or of another version; one sentence says which.</exception>
    public static InvertedFileIndex Load(string path)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20))
        {
            Span<byte> head = stackalloc byte[BodyAt];
            if (file.ReadAtLeast(head, BodyAt, throwOnEndOfStream: false) < BodyAt || !head[..4].SequenceEqual("FLIV"u8))
            {
                throw new InvalidDataException($"'{path}' is not a vector index.");
            }
            int format = BitConverter.ToInt32(head[4..]);
            if (format != FormatVersion)
            {
                throw new InvalidDataException($"The vector index '{path}' has format {format}; this program reads format {FormatVersion}: build it again.");
            }
            if (!SHA256.HashData(file).AsSpan().SequenceEqual(head[ChecksumAt..]))
            {
                throw new InvalidDataException($"The vector index '{path}' is damaged or cut off: its checksum does not match.");
            }
        }
        var mapping = new Mapping(path);
        byte* at = mapping.Start + BodyAt;
        var sizes = new ReadOnlySpan<int>(at, 9);
        at += 9 * sizeof(int);
        var (dimensions, metric, lists, width, subspaceWidth) = (sizes[0], (VectorMetric)sizes[1], sizes[2], sizes[3], sizes[4]);
        float lift = *(float*)at;
        var options = new InvertedFileOptions
        {
            Lists = lists,
            SubspaceWidth = subspaceWidth,
            Seed = sizes[5],
            Probes = sizes[6],
            Rescored = sizes[7],
            SlotBits = sizes[8],
            TargetRecall = ((float*)at)[1],
        };
        at += 2 * sizeof(float);
        var efforts = new ReadOnlySpan<Effort>(at, TunedSizes.Length * TunedRecalls.Length);
        at += efforts.Length * sizeof(Effort);
        var centres = new Matrix(lists, width);
        new ReadOnlySpan<float>(at, centres.Data.Length).CopyTo(centres.Data);
        at += centres.Data.Length * sizeof(float);
        float[] codebook = new ReadOnlySpan<float>(at, width * ProductQuantizer.Codewords).ToArray();
        at += codebook.Length * sizeof(float);
        var index = new InvertedFileIndex(dimensions, metric, options, centres, new ProductQuantizer(width, subspaceWidth, codebook), lift);
        efforts.CopyTo(index._efforts);
        int* extents = (int*)at;
        long offset = at - mapping.Start + lists * 2L * sizeof(int);
        for (int list = 0; list < lists; list++)
        {
            int capacity = extents[2 * list], count = extents[2 * list + 1];
            offset = (offset + Alignment - 1) / Alignment * Alignment;
            var mapped = VectorList.At(mapping, mapping.Start + offset, capacity, width, index._quantizer.Subspaces, count);
            index._lists[list] = mapped;
            for (int place = 0; place < count; place++)
            {
                int id = mapped.Ids[place];
                if (id >= 0)
                {
                    index.MakeRoom(id);
                    index._placeOf[id] = place;
                    index._listOf[id] = list + 1;
                    index._live++;
                }
                else
                {
                    mapped.Withdrawn++;
                }
            }
            offset += VectorList.Bytes(capacity, width, index._quantizer.Subspaces);
        }
        return index;
    }

    /// <summary>A file in memory, copied page by page when written to; unmapped when nothing refers to it any more.</summary>
    private sealed class Mapping
    {
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;

        public Mapping(string path)
        {
            _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.CopyOnWrite);
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.CopyOnWrite);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            Start = start;
        }

        ~Mapping()
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }

        public byte* Start { get; }
    }
}
