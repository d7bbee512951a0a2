namespace FeedbackLoop.DbManager.Import;

/// <summary>Somebody else works on this job: nothing was written.</summary>
internal sealed class ImportTakenOverException(long id) : Exception($"Import {id} is worked on elsewhere.");
