using System.Reflection;
using System.Runtime.InteropServices;

namespace FeedbackLoop.Retrieval.Images;

/// <summary>The few functions of libgd 2.x that decoding needs (libgd.github.io/manuals).</summary>
internal static unsafe partial class LibGd
{
    private const string Library = "gd";
    private static readonly string[] Names = ["libgd.so.3", "libgd.so", "libgd.3.dylib", "libgd.dylib", "/opt/homebrew/lib/libgd.dylib", "/usr/local/lib/libgd.dylib", "libgd.dll", "gd.dll"];
    private static readonly nint Handle = Find();

    static LibGd()
    {
        NativeLibrary.SetDllImportResolver(typeof(LibGd).Assembly, Resolve);
        if (Handle != 0)
        {
            // By default libgd writes each broken file's complaint to standard error; the caller gets a reason instead.
            SetErrorMethod(&Ignore);
        }
    }

    public static bool IsInstalled => Handle != 0;

    [LibraryImport(Library, EntryPoint = "gdImageCreateFromJpegPtrEx")]
    public static partial nint FromJpeg(int size, byte* data, int ignoreWarnings);

    [LibraryImport(Library, EntryPoint = "gdImageCreateFromPngPtr")]
    public static partial nint FromPng(int size, byte* data);

    [LibraryImport(Library, EntryPoint = "gdImageCreateFromWebpPtr")]
    public static partial nint FromWebP(int size, byte* data);

    [LibraryImport(Library, EntryPoint = "gdImageCreateTrueColor")]
    public static partial nint CreateTrueColor(int width, int height);

    [LibraryImport(Library, EntryPoint = "gdImagePaletteToTrueColor")]
    public static partial int PaletteToTrueColor(nint image);

    [LibraryImport(Library, EntryPoint = "gdImageGetTrueColorPixel")]
    [SuppressGCTransition]
    public static partial int GetPixel(nint image, int x, int y);

    [LibraryImport(Library, EntryPoint = "gdImageSetPixel")]
    [SuppressGCTransition]
    public static partial void SetPixel(nint image, int x, int y, int color);

    [LibraryImport(Library, EntryPoint = "gdImageJpegPtr")]
    public static partial nint ToJpeg(nint image, out int size, int quality);

    [LibraryImport(Library, EntryPoint = "gdFree")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "gdImageDestroy")]
    public static partial void Destroy(nint image);

    [LibraryImport(Library, EntryPoint = "gdSetErrorMethod")]
    private static partial void SetErrorMethod(delegate* unmanaged[Cdecl]<int, byte*, void*, void> method);

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Ignore(int priority, byte* format, void* arguments)
    {
    }

    private static nint Find()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                return handle;
            }
        }
        return 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Handle : 0;
}
