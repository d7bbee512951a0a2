using System.Linq.Expressions;
using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>A search's filters in the form that vector stores translate. They pass at least what <see cref="Catalog.CatalogSnapshot.Passing"/> does.</summary>
public static class StoredItemFilter
{
    /// <returns>Null when every item passes.</returns>
    public static Expression<Func<StoredItem, bool>>? Of(SearchFilters? filters)
    {
        if (filters is null)
        {
            return null;
        }

        Expression<Func<StoredItem, bool>>? all = null;
        if (StoredItem.KeyOf(filters.Category) is { } category)
        {
            all = And(all, item => item.Categories.Contains(category));
        }

        if (StoredItem.KeyOf(filters.Type) is { } type)
        {
            all = And(all, item => item.Type == type);
        }

        if (StoredItem.KeyOf(filters.Colour) is { } colour)
        {
            all = And(all, item => item.Colour == colour);
        }

        if (filters.Available is { } available)
        {
            all = And(all, item => item.Available == available);
        }

        // Rounding to double keeps order, so it loses no item.
        if (filters.MinPrice is not null || filters.MaxPrice is not null)
        {
            var least = (double)(filters.MinPrice ?? 0);
            all = And(all, item => item.Price >= least);
        }

        if (filters.MaxPrice is { } maximum)
        {
            var most = (double)maximum;
            all = And(all, item => item.Price <= most);
        }

        return all;
    }

    private static Expression<Func<StoredItem, bool>> And(Expression<Func<StoredItem, bool>>? left, Expression<Func<StoredItem, bool>> right) =>
        left is null
            ? right
            : Expression.Lambda<Func<StoredItem, bool>>(
                Expression.AndAlso(left.Body, new Renaming(right.Parameters[0], left.Parameters[0]).Visit(right.Body)), left.Parameters);

    private sealed class Renaming(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
